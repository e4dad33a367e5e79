using Bench.Report;
using Bench.Subject;
using TestKit;

namespace Bench.Measures;

/// <summary>What the programs cost that do nothing: their files, their start, their memory.</summary>
internal static class Sizes
{
    private const int Starts = 20;
    private const double StartLimit = 60;
    private const long ServerLimit = 30L << 20;
    private const long RunnerLimit = 6L << 20;
    private const long RunnerFileLimit = 5L << 20;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(ResultTable results)
    {
        results.Section("Idle", $"Median of {Starts} starts of the server, from the start of the process to its word that it listens. Memory is what is resident after {Settling.TotalSeconds} s with a runner attached, and again that long after one command.");
        var starts = new Samples();
        for (var i = 0; i < Starts; i++)
        {
            starts.Add((await Session.StartServerAsync()).TotalMilliseconds);
        }

        results.Judge("server, start to listening", Texts.Milliseconds(starts.Median), $"≤ {Texts.Milliseconds(StartLimit)}", starts.Median <= StartLimit);
        await using var session = await Session.StartAsync("/bin/echo");
        await Task.Delay(Settling, TimeProvider.System);
        Tell(results, "idle", session);
        using (var socket = await session.ConnectAsync())
        {
            await socket.ExecAsync("hello");
            await socket.ReadToExitAsync();
        }

        await Task.Delay(Settling, TimeProvider.System);
        Tell(results, "after a command", session);
        var file = new FileInfo(RepositoryRoot.Combine("artifacts", "aot", "gam-agent-runner")).Length;
        results.Judge("runner on disk", Texts.Megabytes(file), $"≤ {Texts.Megabytes(RunnerFileLimit)}", file <= RunnerFileLimit);
        results.Tell("server on disk", Texts.Megabytes(new FileInfo(RepositoryRoot.Combine("artifacts", "aot", "gam-agent")).Length));
    }

    private static void Tell(ResultTable results, string when, Session session)
    {
        var (server, runner) = (session.Server.Resident, session.Runner.Resident);
        results.Judge($"server resident, {when}", Texts.Megabytes(server), $"≤ {Texts.Megabytes(ServerLimit)}", server <= ServerLimit);
        results.Judge($"runner resident, {when}", Texts.Megabytes(runner), $"≤ {Texts.Megabytes(RunnerLimit)}", runner <= RunnerLimit);
    }
}
