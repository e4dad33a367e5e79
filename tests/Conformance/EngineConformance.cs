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
