using System.Net;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Endings;

/// <summary>
/// Every way in which a session, the host or one of a session's programs can end while a command runs whose workers ignore SIGINT and
/// one of which made a session of its own: within 15 s nothing runs that should be gone.
/// </summary>
public sealed class EndingTests
{
    private const string StubbornCommand = "gam workers 3 3600 setsid";

    [Fact]
    public async Task Delete_leaves_no_process_and_tells_the_clients_why()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var (id, socket) = await StartStubborn(host);
        await using var client = socket;

        using var first = await host.Http.DeleteAsync($"api/sessions/{id}");
        using var second = await host.Http.DeleteAsync($"api/sessions/{id}");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        await SessionProcesses.Gone(id);

        var exit = (await client.WaitFor(EventNames.Exit)).Read<ExitData>();
        Assert.Equal(ExitReason.SessionEnded, exit.Reason);
        Assert.Equal(new SocketClose(CloseCodes.Ended, "deleted"), await client.Closed());
        var session = await host.WaitForStatus(id, "ended");
        Assert.Equal("deleted", session.Text("reason"));
        Assert.False(Directory.Exists(folder.Combine("sessions", id)));
    }

    [Fact]
    public async Task The_idle_time_never_ends_a_running_command_and_ends_the_session_after_it()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?>
        {
            ["GamSessions__Limits__IdleTimeout"] = "00:00:10",
            ["GamSessions__Limits__ClosingLead"] = "00:00:01",
        });
        var id = await host.CreateId();
        await using var socket = await host.Open(id);
        // Longer than the idle time.
        await socket.SendText("gam slow 24 500");
        var events = await socket.ReadUntil(EventNames.Exit);
        Assert.Equal(ExitReason.Exited, events[^1].Read<ExitData>().Reason);

        // A worker that ignores SIGINT, in a session of its own, is ended with the command that left it behind; the session itself ends
        // by its idle time.
        await socket.SendText("gam linger 3600 setsid");
        Assert.Equal(0, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().ExitCode);
        await SessionProcesses.ChildrenGone(id);
        Assert.Equal(new SocketClose(CloseCodes.Ended, "idle"), await socket.Closed());
        await SessionProcesses.Gone(id);
        Assert.Equal("idle", (await host.WaitForStatus(id, "ended")).Text("reason"));
    }

    [Fact]
    public async Task Ctrl_C_of_the_host_ends_every_session_and_leaves_no_process()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var (id, socket) = await StartStubborn(host);
        await using var client = socket;
        var idle = await host.CreateId("idle one");

        Assert.Equal(0, await host.Interrupt());
        await SessionProcesses.Gone(id);
        await SessionProcesses.Gone(idle);
        Assert.Equal(ExitReason.SessionEnded, (await client.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        Assert.Equal(new SocketClose(CloseCodes.Ended, "host-lost"), await client.Closed());

        await RestartShows(folder, id, idle);
    }

    [Fact]
    public async Task SIGKILL_of_the_host_leaves_no_process_and_a_restart_lists_the_same_sessions()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var (id, socket) = await StartStubborn(host);
        await using var client = socket;
        var idle = await host.CreateId("idle one");

        await host.Kill();
        await SessionProcesses.Gone(id);
        await SessionProcesses.Gone(idle);

        await RestartShows(folder, id, idle);
    }

    [Fact]
    public async Task SIGKILL_of_the_agent_alone_keeps_the_command_running_and_the_journal_going()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var before = await host.Open(id);
        var epoch = (await before.Next()).Read<ConnectedData>().Epoch;
        await before.SendFrame("exec", new { command = "gam slow 60 50", id = "c1" });
        var seen = (await before.ReadUntil(EventNames.Output, e => e.Data.GetString()!.Contains("line 5 ", StringComparison.Ordinal))).ToList();
        var (agent, runner) = (SessionProcesses.Agent(id), SessionProcesses.Runner(id));

        ProcessTable.Kill(agent);
        await before.Closed();
        await Eventually.True("another agent is there", () => ProcessTable.WithEnvironment("GamAgent__SessionId", id).Any(pid => pid != agent && ProcessTable.IsAlive(pid)));

        await using var after = await OpenAgain(host, id, seen.Max(e => e.Seq ?? 0));
        var connected = (await after.Next()).Read<ConnectedData>();
        Assert.Equal(epoch, connected.Epoch);
        seen.AddRange(await after.ReadUntil(EventNames.Exit));
        Assert.Equal(string.Concat(Enumerable.Range(1, 60).Select(i => $"line {i} of 60\n")), seen.OutputText(OutputStream.Stdout));
        Assert.Equal(0, seen[^1].Read<ExitData>().ExitCode);
        Assert.Equal("c1", seen[^1].Read<ExitData>().Id);
        Assert.Equal(runner, SessionProcesses.Runner(id));
        Assert.Equal("ready", (await host.Session(id)).Text("status"));
    }

    [Fact]
    public async Task SIGKILL_of_the_runner_alone_ends_the_command_as_runner_lost_and_the_next_one_works()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var (id, socket) = await StartStubborn(host);
        await using var client = socket;
        var (agent, runner) = (SessionProcesses.Agent(id), SessionProcesses.Runner(id));

        ProcessTable.Kill(runner);
        Assert.Equal(ExitReason.RunnerLost, (await client.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        await SessionProcesses.ChildrenGone(id);
        await Eventually.True("another runner is there", () => ProcessTable.WithEnvironment("GamRunner__SessionId", id).Any(pid => pid != runner && ProcessTable.IsAlive(pid)));
        Assert.Equal(agent, SessionProcesses.Agent(id));
        await client.WaitFor(EventNames.State, e => e.Read<StateData>().State == AgentState.Idle);
        Assert.Equal(0, (await client.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
    }

    private static async Task<(string Id, GamSocket Socket)> StartStubborn(HostProgram host)
    {
        var id = await host.CreateId();
        var socket = await host.Open(id);
        await socket.SendText(StubbornCommand);
        await socket.WaitFor(EventNames.Output, e => e.Data.GetString()!.Contains("workers started", StringComparison.Ordinal));
        // One that has just begun has no environment to be found by yet.
        await Eventually.True("the command and its three workers run", () => SessionProcesses.Children(id).Count >= 4);
        return (id, socket);
    }

    private static async Task<GamSocket> OpenAgain(HostProgram host, string id, long after)
    {
        GamSocket? open = null;
        await Eventually.True("the session can be reached again", async () =>
        {
            try
            {
                open = await host.Open(id, after);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        return open!;
    }

    private static async Task RestartShows(TemporaryFolder folder, params string[] ids)
    {
        await using var again = await HostProgram.Start(folder.Path);
        var listed = (await again.Get("api/sessions")).At("sessions").EnumerateArray().ToArray();
        Assert.Equal([.. ids.Order()], listed.Select(s => s.Text("id")).Order());
        Assert.All(listed, session => Assert.Equal(("ended", "host-lost"), (session.Text("status"), session.Text("reason"))));
        Assert.All(ids, id => Assert.False(Directory.Exists(folder.Combine("sessions", id))));
        await using var socket = await again.Open(ids[0]);
        Assert.Equal(new SocketClose(CloseCodes.EndedEarlier, "host-lost"), await socket.Closed());
    }
}
