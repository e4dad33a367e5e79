using System.Diagnostics;
using System.Globalization;
using Bench.Report;
using TestKit;

namespace Bench.Cluster;

/// <summary>Sessions as Pulumi stacks beside those of the Kubernetes engine in the same run: time, memory, and twenty at once.</summary>
internal static class PulumiSessions
{
    private const int Rounds = 10;
    private const int MemoryRounds = 5;
    private const int AtOnce = 20;
    private const double MostMilliseconds = 6000;
    private const double MostTimes = 2.5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task MeasureAsync(ResultTable results)
    {
        await using var plain = await ClusterPlane.StartAsync();
        await using var stacks = await ClusterPlane.StartAsync("pulumi");
        await CompareAsync(results, plain, stacks);
        await WeighAsync(results, stacks);
        await FloodAsync(results, stacks);
    }

    private static async Task CompareAsync(ResultTable results, ClusterPlane plain, ClusterPlane stacks)
    {
        results.Section(
            "A session as a Pulumi stack, from create to ready",
            $"{Rounds} interleaved rounds, one at a time, after one that warms up: a session of the engine `pulumi`, one of the engine `kubernetes`, and the CLI alone with a stack without resources (`stack init`, then `up`), back end in a folder each.");
        Samples byStack = new(), byApi = new(), empty = new();
        for (var round = 0; round <= Rounds; round++)
        {
            var stack = await TimeAsync(stacks, $"stack {round}");
            var api = await TimeAsync(plain, $"plain {round}");
            var cli = await EmptyStack.MeasureAsync();
            if (round > 0)
            {
                byStack.Add(stack.TotalMilliseconds);
                byApi.Add(api.TotalMilliseconds);
                empty.Add(cli.TotalMilliseconds);
            }
        }

        var most = (MostTimes * byApi.Median) + empty.Median;
        results.Judge("create → ready with `pulumi`, median (least to most)", Range(byStack), "at most 6000 ms", byStack.Median <= MostMilliseconds);
        results.Tell("create → ready with `kubernetes`, median (least to most)", Range(byApi));
        results.Tell("the CLI with an empty stack, median (least to most)", Range(empty));
        results.Judge(
            "`pulumi` less the CLI's own time, to `kubernetes`",
            Texts.Ratio((byStack.Median - empty.Median) / byApi.Median),
            $"at most 2.5 × ({Texts.Milliseconds(most)} in all)",
            byStack.Median <= most);
    }

    private static async Task WeighAsync(ResultTable results, ClusterPlane stacks)
    {
        results.Section(
            "Memory of one operation",
            $"{MemoryRounds} creates and deletes; what is resident of the CLI, its YAML runtime and its provider together, looked at every {Look.TotalMilliseconds:0} ms, pages that they share counted in full. The default of `Pulumi:MaxConcurrent` follows from it.");
        Samples up = new(), destroy = new();
        for (var round = 0; round < MemoryRounds; round++)
        {
            var peak = new PeakMemory(id => stacks.ProgramFolder(id), Look);
            var session = await peak.WhileAsync(() => stacks.CreateAsync($"weigh {round}"));
            up.Add(peak.Bytes);
            peak = new PeakMemory(id => stacks.ProgramFolder(id), Look);
            await peak.WhileAsync(async () =>
            {
                await stacks.DeleteAsync(session.Text("session.id"));
                return session;
            });
            destroy.Add(peak.Bytes);
        }

        results.Tell("create, the most (median)", $"{Texts.Megabytes(up.Most)} ({Texts.Megabytes(up.Median)})");
        results.Tell("delete, the most (median)", $"{Texts.Megabytes(destroy.Most)} ({Texts.Megabytes(destroy.Median)})");
        results.Tell("the default, 2 at once", Texts.Megabytes(2 * Math.Max(up.Most, destroy.Most)));
    }

    private static async Task FloodAsync(ResultTable results, ClusterPlane stacks)
    {
        results.Section("Twenty stacks asked for at once", "All are asked for in the same moment with the default of two operations at once, and deleted in the same way.");
        var began = Stopwatch.GetTimestamp();
        var sessions = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number => stacks.CreateAsync($"flood {number}")));
        results.Judge("sessions ready", sessions.Length.ToString(CultureInfo.InvariantCulture), "20", sessions.Length == AtOnce);
        results.Tell("until all were ready", Seconds(began));
        began = Stopwatch.GetTimestamp();
        await Task.WhenAll(sessions.Select(session => stacks.DeleteAsync(session.Text("session.id"))));
        results.Tell("until nothing of all of them was left", Seconds(began));
        var locked = stacks.Said.Split('\n').Count(line => line.Contains("lock", StringComparison.OrdinalIgnoreCase));
        results.Judge("words of locks in the host's log", locked.ToString(CultureInfo.InvariantCulture), "0", locked == 0);
    }

    private static async Task<TimeSpan> TimeAsync(ClusterPlane plane, string name)
    {
        var began = Stopwatch.GetTimestamp();
        var session = await plane.CreateAsync(name);
        var took = Stopwatch.GetElapsedTime(began);
        await plane.DeleteAsync(session.Text("session.id"));
        return took;
    }

    private static string Range(Samples samples) => $"{Texts.Milliseconds(samples.Median)} ({Texts.Milliseconds(samples.Least)} to {Texts.Milliseconds(samples.Most)})";

    private static string Seconds(long began) => Stopwatch.GetElapsedTime(began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
}
