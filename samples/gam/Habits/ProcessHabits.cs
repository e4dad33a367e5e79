using System.Diagnostics;
using StandInGam.Bulk;
using StandInGam.Running;
using StandInGam.Streams;

namespace StandInGam.Habits;

/// <summary>Workers that ignore SIGINT, outlive their parent, hold its streams open, or make sessions of their own.</summary>
internal static class ProcessHabits
{
    public static readonly Command[] All =
    [
        new("workers", "N SECONDS [setsid]", "N workers that ignore SIGINT, and a wait for them that ignores it too; with setsid the last has a session of its own", Workers),
        new("linger", "SECONDS [setsid]", "ends at once with 0 and leaves a worker that holds both streams open and prints at its end", Linger),
        new("stay", "SECONDS [setsid]", "what those workers run: wait, then one line", Stay),
        new("kill", "SIGNAL", "dies of that signal, by number", Die),
        new("exit", "CODE", "ends with that code", Exit),
    ];

    private static async Task<int> Workers(GamRun run, CommandLine line)
    {
        var count = line.NextNumber("Integer>=1", 1);
        var seconds = line.Next("Integer>=0");
        var setsid = line.TryTake("setsid");
        line.End();
        run.Interrupts.OnlyTakeNote();
        var workers = Enumerable.Range(1, count).Select(i => Start(seconds, setsid && i == count)).ToArray();
        run.Out.WriteLine($"{count} workers started");
        await Task.WhenAll(workers.Select(worker => worker.WaitForExitAsync()));
        run.Out.WriteLine("all workers ended");
        return 0;
    }

    private static Task<int> Linger(GamRun run, CommandLine line)
    {
        var seconds = line.Next("Integer>=0");
        var setsid = line.TryTake("setsid");
        line.End();
        using var worker = Start(seconds, setsid);
        run.Out.WriteLine($"leaving worker {worker.Id} behind");
        return Task.FromResult(0);
    }

    private static async Task<int> Stay(GamRun run, CommandLine line)
    {
        var seconds = line.NextNumber("Integer>=0");
        if (line.TryTake("setsid"))
        {
            _ = Native.NewSession();
        }

        line.End();
        await run.Pause(seconds * 1000.0);
        run.Out.WriteLine($"worker {Environment.ProcessId} is done");
        return 0;
    }

    private static Task<int> Die(GamRun run, CommandLine line)
    {
        var signal = line.NextNumber("Integer>=1", 1);
        line.End();
        run.Out.Flush();
        run.Err.Flush();
        Native.SetDefault(signal);
        _ = Native.Kill(Environment.ProcessId, signal);
        return Task.FromResult(0);
    }

    private static Task<int> Exit(GamRun run, CommandLine line)
    {
        var code = line.NextNumber("Integer>=0");
        line.End();
        return Task.FromResult(code);
    }

    private static Process Start(string seconds, bool setsid) =>
        Native.WithIgnored(Native.SignalInterrupt, () => WorkerManager.StartSelf([WorkerManager.WorkerVerb, "stay", seconds, .. setsid ? (string[])["setsid"] : []]));
}
