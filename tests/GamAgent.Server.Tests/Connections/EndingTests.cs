using System.Net;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Connections;

public sealed class EndingTests
{
    [Fact]
    public async Task An_end_while_a_command_runs_gives_its_exit_then_1000_with_the_reason_then_503()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (control, _) = await agent.Enter(role: SessionRole.Control);
        var (socket, _) = await agent.Enter();
        await socket.SendText("print users");
        var start = await runner.Start();
        await socket.SendFrame("exec", new { command = "later", id = "q", queue = true });
        await socket.WaitFor(EventNames.Queued);
        await control.SendFrame("end", new { reason = "deleted", graceSeconds = 5 });
        await runner.Next<LinkEnd>();
        await socket.WaitFor(EventNames.Refused);
        await runner.Exit(new LinkExit { Command = start.Command, Reason = ExitReason.SessionEnded, DurationMs = 1, StdoutBytes = 0, StderrBytes = 0 });
        var exit = (await socket.WaitFor(EventNames.Exit)).Read<ExitData>();
        Assert.Equal((ExitReason.SessionEnded, ExitClass.Cancelled), (exit.Reason, exit.Class));
        Assert.Equal(EndReason.Deleted, await agent.Server.SessionEnded.Within("the session ends"));
        await agent.Server.CloseClientsAsync(1000, "deleted");
        var closed = await socket.Closed();
        Assert.Equal((1000, "deleted"), (closed.Code, closed.Reason));
        var refusal = await GamSocket.Refused(agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session) });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.Status);
        Assert.Contains("Retry-After", refusal.Headers.Keys);
    }

    [Fact]
    public async Task An_end_that_asks_for_idleness_does_nothing_to_a_session_that_is_not_idle()
    {
        await using var agent = await TestAgent.Start();
        await agent.Runner();
        var (control, _) = await agent.Enter(role: SessionRole.Control);
        await control.SendFrame("end", new { reason = "idle", graceSeconds = 1, ifIdleMs = 3_600_000 });
        await control.SendFrame("status");
        var status = (await control.WaitFor(EventNames.Status)).Read<StatusData>();
        Assert.Equal(AgentState.Idle, status.State);
        await control.SendFrame("end", new { reason = "idle", graceSeconds = 1, ifIdleMs = 0 });
        Assert.Equal(EndReason.Idle, await agent.Server.SessionEnded.Within("the session ends"));
    }

    [Fact]
    public async Task A_runner_that_says_nothing_does_not_keep_a_session_from_ending()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendText("print users");
        await runner.Start();
        await socket.WaitFor(EventNames.Started);
        agent.Server.EndSession(EndReason.MaxLifetime, 0);
        Assert.Equal(ExitReason.SessionEnded, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        await agent.Server.SessionEnded.Within("the session ends");
    }

    [Fact]
    public async Task An_agent_that_goes_away_closes_with_1001()
    {
        var agent = await TestAgent.Start();
        var (socket, _) = await agent.Enter();
        await agent.Server.DisposeAsync();
        Assert.Equal(1001, (await socket.Closed()).Code);
        await agent.DisposeAsync();
    }
}
