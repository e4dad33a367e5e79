using GamAgent.Protocol;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using TestKit;

namespace GamSessions.Tests.Provisioning.Local;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LocalEngineTests
{
    [Fact]
    public async Task An_agent_that_died_alone_is_started_again_in_the_same_epoch_and_what_ran_goes_on()
    {
        await using var plane = await LocalPlane.StartAsync();
        var id = await plane.CreateReadyAsync();
        await using var before = await plane.OpenAsync(id);
        var epoch = (await before.WaitFor(EventNames.Connected)).Read<ConnectedData>().Epoch;
        await before.SendCommand("gam slow 40 100");
        await before.WaitFor(EventNames.Output);

        ProcessTable.Kill(LocalPlane.Agent(id));
        await Eventually.True("the client's socket is closed", () => before.Closed().IsCompleted);
        await using var after = await plane.OpenAgainAsync(id, "?after=0");
        Assert.Equal(epoch, (await after.WaitFor(EventNames.Connected)).Read<ConnectedData>().Epoch);
        var events = await after.ReadUntil(EventNames.Exit);
        Assert.Equal(0, events[^1].Read<ExitData>().ExitCode);
        Assert.Equal(40, events.OutputText(OutputStream.Stdout).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(SessionStatus.Ready, (await plane.Sessions.FindAsync(id, CancellationToken.None))!.Status);
    }

    [Fact]
    public async Task A_runner_that_died_alone_is_started_again_and_what_ran_ends_as_runner_lost()
    {
        await using var plane = await LocalPlane.StartAsync();
        var id = await plane.CreateReadyAsync();
        await using var socket = await plane.OpenAsync(id);
        await socket.SendCommand("gam silence 600");
        await socket.WaitFor(EventNames.Started);
        var died = LocalPlane.Runner(id);

        ProcessTable.Kill(died);
        Assert.Equal(ExitReason.RunnerLost, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        await socket.WaitFor(EventNames.State, state => state.Read<StateData>().State is AgentState.Idle);
        Assert.NotEqual(died, LocalPlane.Runner(id));
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
    }

    [Fact]
    public async Task A_program_that_keeps_ending_fails_the_session_with_its_last_words()
    {
        await using var plane = await LocalPlane.StartAsync((folder, settings) =>
        {
            var programs = folder.Folder("broken");
            foreach (var (name, script) in (ReadOnlySpan<(string, string)>)[("gam-agent", "exit 1"), ("gam-agent-runner", "[ \"$1\" = reap ] && exit 0; exit 1")])
            {
                var path = Path.Combine(programs, name);
                File.WriteAllText(path, $"#!/bin/sh\n{script.Replace("exit 1", "echo no good library >&2; exit 1", StringComparison.Ordinal)}\n");
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            settings["GamSessions:Local:AgentFolder"] = programs;
        });

        var session = await plane.CreateAsync();
        Assert.Equal((SessionStatus.Failed, EndReason.CrashLoop), (session.Status, session.Reason));
        Assert.Contains("no good library", session.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(plane.DataFolder, "sessions", session.Id)));
    }

    [Fact]
    public async Task Every_session_has_folders_of_its_own_that_nobody_else_may_enter()
    {
        await using var plane = await LocalPlane.StartAsync();
        string[] ids = [await plane.CreateReadyAsync(), await plane.CreateReadyAsync()];
        foreach (var id in ids)
        {
            var root = Path.Combine(plane.DataFolder, "sessions", id);
            foreach (var folder in (string[])["", "work", "config", "gamcache", "journal"])
            {
                Assert.Equal(
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                    File.GetUnixFileMode(Path.Combine(root, folder)));
            }
        }
    }

    [Fact]
    public async Task Neither_program_has_a_secret_in_its_arguments_or_a_variable_of_ours_that_is_not_on_the_list()
    {
        Environment.SetEnvironmentVariable("GAM_SESSIONS_TEST_SECRET", "do-not-pass-on");
        await using var plane = await LocalPlane.StartAsync();
        var id = await plane.CreateReadyAsync();

        foreach (var pid in (int[])[LocalPlane.Agent(id), LocalPlane.Runner(id)])
        {
            Assert.Equal(2, ProcessTable.Arguments(pid).Count);
            Assert.DoesNotContain("do-not-pass-on", await File.ReadAllTextAsync($"/proc/{pid}/environ", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_gam_that_is_not_there_is_not_replaced_and_its_commands_end_as_not_found()
    {
        await using var plane = await LocalPlane.StartAsync((_, settings) => settings["GamSessions:Local:GamPath"] = "/no/such/gam");
        var id = await plane.CreateReadyAsync();
        await using var socket = await plane.OpenAsync(id);

        Assert.Equal(ExitReason.NotFound, (await socket.Run("gam info domain"))[^1].Read<ExitData>().Reason);
    }

    [Fact]
    public async Task Credentials_that_went_away_while_the_session_was_created_fail_it_as_config()
    {
        await using var plane = await LocalPlane.StartAsync();
        var engine = plane.Engine;
        var session = new Session
        {
            Id = "gone-0000000001",
            Name = "Gone",
            Image = "default-gam-image",
            Status = SessionStatus.Starting,
            Owner = "local",
            CreatedAt = default,
            LastActivityAt = default,
            ExpiresAt = default,
            Config = new SessionConfig(),
            Credentials = "acme",
        };

        var problem = await Assert.ThrowsAsync<ProvisioningException>(
            () => engine.ProvisionAsync(new SessionSpec(session, null, null, "{}"), TestContext.Current.CancellationToken));
        Assert.Equal(EndReason.Config, problem.Reason);
        Assert.Contains("acme", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_gets_the_credentials_that_it_was_created_with_and_no_others()
    {
        await using var plane = await LocalPlane.StartAsync((folder, _) => folder.Write("credentials/oauth2.txt", "the host's own"));
        await plane.Credentials.PutAsync("local", "acme", new Dictionary<string, string> { ["oauth2.txt"] = "acme's" }, 1, TestContext.Current.CancellationToken);
        await plane.Credentials.PutAsync("other", "acme", new Dictionary<string, string> { ["oauth2.txt"] = "another's" }, 1, TestContext.Current.CancellationToken);

        var own = await plane.CreateReadyAsync();
        var session = await plane.CreateAsync("acme");

        Assert.Equal(SessionStatus.Ready, session.Status);
        Assert.Equal("the host's own", await TokenOf(own));
        Assert.Equal("acme's", await TokenOf(session.Id));
        Assert.Equal("acme", session.Credentials);

        Task<string> TokenOf(string id) =>
            File.ReadAllTextAsync(Path.Combine(plane.DataFolder, "sessions", id, "config", "oauth2.txt"), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_data_folder_that_another_control_plane_uses_is_refused()
    {
        await using var plane = await LocalPlane.StartAsync();
        var refused = await Assert.ThrowsAsync<GamSessionsStartException>(
            () => LocalPlane.StartAsync((_, settings) => settings["GamSessions:DataFolder"] = plane.DataFolder));
        Assert.Contains(plane.DataFolder, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_session_ends_and_tells_its_client_also_when_another_vanished()
    {
        await using var plane = await LocalPlane.StartAsync((_, settings) => settings["GamSessions:Limits:IdleTimeout"] = "00:00:20");
        var id = await plane.CreateReadyAsync();
        await using var vanished = await plane.OpenAsync(id);
        await vanished.WaitFor(EventNames.Connected);
        vanished.Abort();
        await using var socket = await plane.OpenAsync(id);

        Assert.Equal(new SocketClose(CloseCodes.Ended, "idle"), await socket.Closed());
        Assert.Equal(EndReason.Idle, (await plane.WaitForAsync(id, SessionStatus.Ended)).Reason);
    }
}
