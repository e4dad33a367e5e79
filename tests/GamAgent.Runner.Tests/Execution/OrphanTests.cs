using GamAgent.Protocol;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

/// <summary>The runner as the first process of a container, to which the kernel gives every orphan, and as a subreaper: nothing is left after any end.</summary>
public sealed class OrphanTests
{
    // An orphan, one with a session of its own, and a zombie to be.
    private const string Family = "(sleep 600 & ); (setsid sleep 600 >/dev/null 2>&1 & ); (true & ); ";

    private static readonly Dictionary<string, string?> ShortWaits = new()
    {
        ["GamRunner__InterruptWait"] = "00:00:00.3",
        ["GamRunner__TerminateWait"] = "00:00:00.3",
        ["GamRunner__DrainWait"] = "00:00:00.5",
    };

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task As_process_1_it_leaves_no_zombie_and_no_orphan_after_any_end(ProgramForm form)
    {
        await SkipWithoutNamespaces();
        await using var runner = await RunnerFixture.Start(form, variables: ShortWaits, by: "exec unshare --pid --fork --kill-child --mount-proc \"$0\" run");
        Assert.Equal(1, runner.Agent.Hellos.First().Pid);
        await EndInEveryWay(runner, others: 1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task As_a_subreaper_it_leaves_no_zombie_and_no_orphan_after_any_end(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, variables: ShortWaits);
        await EndInEveryWay(runner, others: 0);
    }

    private static async Task EndInEveryWay(RunnerFixture runner, int others)
    {
        var exit = (await runner.Agent.Run("-c", Family + "exit 3")).Exit;
        Assert.Equal((ExitReason.Exited, 3), (exit.Reason, exit.ExitCode));
        await NothingIsLeft("its own end");

        exit = (await runner.Agent.Run("-c", Family + "kill -9 $$")).Exit;
        Assert.Equal((ExitReason.Signalled, "KILL"), (exit.Reason, exit.Signal));
        await NothingIsLeft("a signal");

        var stubborn = await runner.Agent.Start(["-c", "trap '' INT TERM; " + Family + "echo on; while :; do sleep 1; done"]);
        await stubborn.Printed("on");
        await runner.Agent.Cancel(stubborn);
        await stubborn.Exited;
        Assert.Equal(ExitReason.Cancelled, stubborn.Exit.Reason);
        await NothingIsLeft("a cancel");

        var late = await runner.Agent.Start(["-c", Family + "sleep 600"], timeoutMs: 300);
        await late.Exited;
        Assert.Equal(ExitReason.TimedOut, late.Exit.Reason);
        await NothingIsLeft("a time limit");

        Task NothingIsLeft(string end) => Eventually.True(
            $"nothing is left after {end}", () => ProcessTable.Descendants(runner.Runner.Pid).Count == others);
    }

    private static async Task SkipWithoutNamespaces()
    {
        await using var probe = StartedProgram.Start("unshare", ["--pid", "--fork", "--mount-proc", "true"]);
        if (await probe.WaitForEverything() != 0)
        {
            Assert.Skip($"A process namespace can't be made here (root alone may): {probe.Errors.Text.Trim()}");
        }
    }
}
