using System.Net;
using System.Net.Http.Json;
using Conformance.Tests.Engines;
using Conformance.Tests.Hosting;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace Conformance.Tests;

/// <summary>What every engine owes beside the websockets: ends, failures, limits, and what a stop and a crash of the control plane leave.</summary>
public abstract class EngineConformance : WebsocketConformance
{
    [Fact]
    public async Task An_end_tells_the_clients_its_reason_and_leaves_nothing()
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.CreateReadyAsync();
        await using var socket = await plane.OpenAsync(session.Id);
        await socket.WaitFor(EventNames.Connected);
        Assert.NotEmpty(await Engine.FindPartsAsync(session.Id));

        var ending = await plane.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        Assert.Equal(SessionStatus.Ending, ending!.Status);
        var again = await plane.Sessions.EndAsync(session.Id, EndReason.Idle, CancellationToken.None);
        Assert.Equal(EndReason.Deleted, again!.Reason);

        Assert.Equal(new SocketClose(CloseCodes.Ended, "deleted"), await socket.Closed());
        var ended = await plane.WaitForAsync(session.Id, SessionStatus.Ended);
        Assert.Equal(EndReason.Deleted, ended.Reason);
        Assert.Empty(await Engine.FindPartsAsync(session.Id));

        await using var late = await plane.OpenAtRouterAsync(session.Id);
        Assert.Equal(new SocketClose(CloseCodes.EndedEarlier, "deleted"), await late.Closed());
    }

    [Fact]
    public async Task An_end_while_a_command_runs_ends_the_command_first()
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.CreateReadyAsync();
        await using var socket = await plane.OpenAsync(session.Id);
        await socket.SendCommand(LongCommand);
        await socket.WaitFor(EventNames.Started);

        await plane.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        var exit = (await socket.WaitFor(EventNames.Exit)).Read<ExitData>();
        Assert.Equal(ExitReason.SessionEnded, exit.Reason);
        Assert.Equal(CloseCodes.Ended, (await socket.Closed()).Code);
        await plane.WaitForAsync(session.Id, SessionStatus.Ended);
        Assert.Empty(await Engine.FindPartsAsync(session.Id));
    }

    [Fact]
    public async Task Files_go_into_the_work_folder_and_what_a_command_wrote_comes_out()
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.CreateReadyAsync();
        var files = $"api/sessions/{session.Id}/files/";
        using (var put = await plane.Http.PutAsync($"{files}lists/users.csv", new ByteArrayContent("primaryEmail\nann@example.com\nbob@example.com\n"u8.ToArray()), Stop))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        await using var socket = await plane.OpenAsync(session.Id);
        Assert.Contains("bob@example.com", (await socket.Run("gam csv ./lists/users.csv gam info user ~primaryEmail")).OutputText(), StringComparison.Ordinal);
        Assert.Equal(0, (await socket.Run("gam redirect csv ./out.csv print users rows 3"))[^1].Read<ExitData>().ExitCode);
        Assert.Equal(4, (await plane.Http.GetStringAsync($"{files}out.csv", Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var list = JsonReading.Parse(await plane.Http.GetStringAsync(files, Stop)).At("files").EnumerateArray();
        Assert.Equal(["lists/users.csv", "out.csv"], list.Select(file => file.Text("path")));

        Assert.Equal(HttpStatusCode.NoContent, (await plane.Http.DeleteAsync($"{files}out.csv", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await plane.Http.GetAsync($"{files}out.csv", Stop)).StatusCode);
    }

    [Fact]
    public async Task Credentials_reach_the_commands_of_a_session_that_names_them_and_are_never_read_back()
    {
        const string secret = "1//never-to-be-seen";
        await using var plane = await ControlPlane.StartAsync(Engine);
        using (var put = await plane.Http.PutAsJsonAsync("api/credentials/acme", new { files = CredentialFiles(secret) }, Stop))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        var kept = await plane.Http.GetStringAsync("api/credentials/acme", Stop);
        Assert.Contains("oauth2.txt", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);

        // Its gam.cfg is what makes the stand-in say that they are no good any more; a session without them knows nothing of that.
        var session = await plane.CreateReadyAsync("acme");
        await using (var socket = await plane.OpenAsync(session.Id))
        {
            Assert.Equal(16, (await socket.Run("gam oauth info"))[^1].Read<ExitData>().ExitCode);
        }

        var other = await plane.CreateReadyAsync();
        await using (var socket = await plane.OpenAsync(other.Id))
        {
            Assert.Equal(0, (await socket.Run("gam oauth info"))[^1].Read<ExitData>().ExitCode);
        }

        Assert.Equal(HttpStatusCode.Conflict, (await plane.Http.DeleteAsync("api/credentials/acme", Stop)).StatusCode);
        await plane.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        await plane.WaitForAsync(session.Id, SessionStatus.Ended);
        Assert.Empty(await Engine.FindPartsAsync(session.Id));
        Assert.Equal(HttpStatusCode.NoContent, (await plane.Http.DeleteAsync("api/credentials/acme", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await plane.Http.GetAsync("api/credentials/acme", Stop)).StatusCode);
    }

    [Fact]
    public async Task An_end_while_a_session_starts_leaves_nothing()
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.Sessions.CreateAsync(new NewSession("local", "Short", null, new SessionConfig(), null), CancellationToken.None);
        await plane.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);

        Assert.Equal(EndReason.Deleted, (await plane.WaitForAsync(session.Id, SessionStatus.Ended)).Reason);
        Assert.Empty(await Engine.FindPartsAsync(session.Id));
    }

    [Fact]
    public async Task A_session_that_cannot_be_set_up_fails_with_a_reason_and_leaves_nothing()
    {
        await using var plane = await ControlPlane.StartAsync(Engine, Engine.SettingsThatFail);
        var session = await plane.CreateAsync();

        Assert.Equal(SessionStatus.Failed, session.Status);
        Assert.Equal(Engine.FailureReason, session.Reason);
        Assert.False(string.IsNullOrWhiteSpace(session.Message));
        Assert.Empty(await Engine.FindPartsAsync(session.Id));
    }

    [Fact]
    public async Task Sessions_that_are_over_count_against_no_limit_and_starting_ones_do()
    {
        await using var plane = await ControlPlane.StartAsync(Engine, new Dictionary<string, string?> { ["Limits:MaxSessionsPerOwner"] = "1" });
        var session = await plane.Sessions.CreateAsync(new NewSession("local", "One", null, new SessionConfig(), null), CancellationToken.None);
        await Assert.ThrowsAsync<SessionLimitException>(() => plane.CreateAsync());

        await plane.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        await plane.WaitForAsync(session.Id, SessionStatus.Ended);
        Assert.Equal(SessionStatus.Ready, (await plane.CreateAsync()).Status);
    }

    [Fact]
    public async Task A_stopped_control_plane_leaves_what_the_engine_declares()
    {
        string id;
        await using (var plane = await ControlPlane.StartAsync(Engine))
        {
            id = (await plane.CreateReadyAsync()).Id;
            await using var socket = await plane.OpenAsync(id);
            await socket.WaitFor(EventNames.Connected);
            var outlives = plane.Engine.SessionsOutliveControlPlane;
            await plane.StopAsync();
            if (!outlives)
            {
                Assert.Equal(new SocketClose(CloseCodes.Ended, "host-lost"), await socket.Closed());
                Assert.Empty(await Engine.FindPartsAsync(id));
            }
        }

        await AssertAfterRestartAsync(id);
    }

    [Fact]
    public async Task A_crash_of_the_control_plane_leaves_what_the_engine_declares()
    {
        var settings = Engine.Settings.ToDictionary(s => $"GamSessions__{s.Key.Replace(":", "__", StringComparison.Ordinal)}", s => s.Value);
        string id;
        await using (var host = StartedProgram.Start(AgentPrograms.Host, ["--urls", "http://127.0.0.1:0"], settings, Path.GetTempPath()))
        {
            id = await CrashingHost.CreateSessionAsync(host);
            Assert.NotEmpty(await Engine.FindPartsAsync(id));
            host.Signal(Signals.Kill);
            await host.WaitForExit();
        }

        await AssertAfterRestartAsync(id);
    }

    /// <summary>A command of the stand-in that runs for longer than a test waits.</summary>
    protected virtual string LongCommand => "gam silence 600";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> CredentialFiles(string secret) => new()
    {
        ["oauth2.txt"] = $$"""{"client_id":"conformance","refresh_token":"{{secret}}"}""",
        ["gam.cfg"] = "[DEFAULT]\nstandin_credentials = expired\n",
    };

    private async Task AssertAfterRestartAsync(string id)
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.FindAsync(id);
        if (plane.Engine.SessionsOutliveControlPlane)
        {
            Assert.Equal(SessionStatus.Ready, session.Status);
            await using var socket = await plane.OpenAsync(id);
            Assert.Equal(id, (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>().SessionId);
            return;
        }

        Assert.Equal((SessionStatus.Ended, EndReason.HostLost), (session.Status, session.Reason));
        Assert.Empty(await Engine.FindPartsAsync(id));
        await using var late = await plane.OpenAtRouterAsync(id);
        Assert.Equal(new SocketClose(CloseCodes.EndedEarlier, "host-lost"), await late.Closed());
    }
}
