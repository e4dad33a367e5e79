using TestKit;

namespace StandInGam.Tests.Habits;

public sealed class ProcessHabitTests
{
    [Fact]
    public async Task Lingering_ends_at_once_and_leaves_a_worker_that_holds_both_streams()
    {
        using var gam = new Gam("standin_speed = 1");
        await using var program = gam.OnPipes("linger", "600", "setsid");
        Assert.Equal(0, await program.WaitForExit());
        var worker = Assert.Single(program.Processes);
        await Eventually.True("it has a session of its own", () => ProcessTable.Stat(worker)!.Session == worker);
        Assert.False(program.Output.Ended.IsCompleted);
    }

    [Fact]
    public async Task Workers_ignore_an_interrupt_and_so_does_their_parent()
    {
        using var gam = new Gam("standin_speed = 1");
        await using var program = gam.OnTerminals("workers", "2", "600", "setsid");
        await program.Output.WaitForText("2 workers started\n");
        var workers = await Eventually.Get("both run", () => ProcessTable.Children(program.Pid) is { Count: 2 } found ? found : null);
        Assert.All(workers, worker => Assert.True(ProcessTable.Ignores(worker, Signals.Interrupt)));
        await Eventually.True("the last has a session of its own", () => workers.Any(worker => ProcessTable.Stat(worker)!.Session == worker));
        foreach (var worker in workers)
        {
            ProcessTable.Kill(worker);
        }

        await program.Output.WaitForText("all workers ended\n");
    }
}
