using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Runner;

public sealed class RunnerLossTests
{
    [Fact]
    public async Task Another_runner_ends_what_ran_as_runner_lost_and_the_next_command_works()
    {
        await using var agent = await TestAgent.Start();
        var first = await agent.Runner("one");
        var (socket, _) = await agent.Enter();
        await socket.SendText("print users");
        var start = await first.Start();
        await first.Print(start.Command, 0, "half a li");
        await socket.WaitFor(EventNames.Output);
        await first.DisposeAsync();
        await socket.WaitFor(EventNames.State, e => e.Data.Text("state") == "not-ready");
        var second = await agent.Runner("two");
        var exit = (await socket.WaitFor(EventNames.Exit)).Read<ExitData>();
        Assert.Equal((ExitReason.RunnerLost, ExitClass.Error, null), (exit.Reason, exit.Class, exit.ExitCode));
        await socket.WaitFor(EventNames.State, e => e.Data.Text("state") == "idle");
        await socket.SendText("info domain");
        var next = await second.Start();
        Assert.True(next.Command > start.Command);
        await second.Exit(next.Command);
        await socket.WaitFor(EventNames.Exit);
    }

    [Fact]
    public async Task The_same_runner_goes_on_where_the_journal_stands()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendText("print users");
        var start = await runner.Start();
        byte[] printed = [.. "abc✓"u8];
        await runner.Print(start.Command, 0, printed[..5]);
        await socket.WaitFor(EventNames.Output);
        await runner.DisposeAsync();
        var again = await agent.Runner(running: new LinkStarted(start, 1, TimeProvider.System.GetUtcNow()));
        Assert.Equal(new LinkWelcome(start.Command, 3, 0), again.Welcome);
        await again.Print(start.Command, 3, printed[3..]);
        await again.Print(start.Command, 1, printed[1..]);
        await again.Exit(start.Command, printed.Length);
        var events = await socket.ReadUntil(EventNames.Exit);
        Assert.Equal("✓", events.OutputText());
        Assert.Equal(ExitReason.Exited, events[^1].Read<ExitData>().Reason);
    }

    [Fact]
    public async Task A_start_that_was_lost_on_the_way_is_sent_again_to_the_same_runner_only()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendCommand("one", "a");
        await runner.Next<LinkStart>();
        await runner.DisposeAsync();
        var again = await agent.Runner();
        var start = await again.Next<LinkStart>();
        Assert.Equal("a", start.Id);
        await again.DisposeAsync();
        await agent.Runner("another");
        Assert.Equal("not-ready", (await socket.WaitFor(EventNames.Error)).Data.Text("code"));
        var (_, connected) = await agent.Enter();
        Assert.Equal((AgentState.Idle, null), (connected.State, connected.Running));
    }

    [Fact]
    public async Task An_exit_before_its_output_breaks_the_link_and_not_the_journal()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendText("x");
        var start = await runner.Start();
        await runner.Exit(start.Command, stdoutBytes: 3);
        await runner.Ended.Within("the agent hangs up");
        var again = await agent.Runner(running: new LinkStarted(start, 1, TimeProvider.System.GetUtcNow()));
        await again.Print(start.Command, 0, "abc");
        await again.Exit(start.Command, stdoutBytes: 3);
        var events = await socket.ReadUntil(EventNames.Exit);
        Assert.Equal("abc", events.OutputText());
    }

    [Fact]
    public async Task Input_in_flight_is_sent_again_from_where_the_runner_has_it()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendText("csv -");
        var start = await runner.Start();
        await socket.WaitFor(EventNames.Started);
        await socket.SendFrame("stdin", new { text = "abcdef" });
        await runner.Next<ScriptedRunner.Input>();
        await runner.DisposeAsync();
        var again = await agent.Runner(running: new LinkStarted(start, 1, TimeProvider.System.GetUtcNow()), stdinReceived: 2);
        var rest = await again.Next<ScriptedRunner.Input>();
        Assert.Equal((2L, "cdef"), (rest.Offset, rest.Text));
    }
}
