using System.Diagnostics;
using System.Text;
using Bench.Peers;
using Bench.Report;
using Bench.Subject;
using TestKit;

namespace Bench.Measures;

/// <summary>One stream, from a command to a client.</summary>
internal static class Throughput
{
    private const int Rounds = 7;
    private const int LargeBytes = 128 << 20;
    private const int SmallBytes = 16 << 20;
    private const double BareLimit = 0.8;
    private const double NodeLimit = 1.2;
    private const double LinesLimit = 10;

    public static async Task MeasureAsync(ResultTable results)
    {
        results.Section("Streaming", $"`cat` of {LargeBytes >> 20} MiB in lines of 80 characters ({SmallBytes >> 20} MiB for websocketd) to one client, {Rounds} rounds after one for warming up. "
            + "The same client counts for all. Ours checks, journals and acknowledges every byte on its way; the bare reader is a thread that reads the same raw terminal and throws away.");
        using var folder = new TemporaryFolder();
        var (large, small) = (Lines(folder.Combine("large"), LargeBytes), Lines(folder.Combine("small"), SmallBytes));
        await using var session = await Session.StartAsync("/bin/cat");
        using var node = await NodePty.StartAsync("/bin/cat", large);
        using var websocketd = await Websocketd.StartAsync("/bin/cat", small);
        var (ours, bare, pty, lines) = (new Samples(), new Samples(), new Samples(), new Samples());
        var (server, runner) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var round = 0; round <= Rounds; round++)
        {
            var (serverBefore, runnerBefore) = (session.Server.Processor, session.Runner.Processor);
            await AddAsync(ours, round, LargeBytes, () => OursAsync(session, large));
            server += session.Server.Processor - serverBefore;
            runner += session.Runner.Processor - runnerBefore;
            await AddAsync(bare, round, LargeBytes, () => BareTerminal.RunAsync("/bin/cat", large));
            await AddAsync(pty, round, LargeBytes, node.RunAsync);
            await AddAsync(lines, round, SmallBytes - (SmallBytes / 80), websocketd.RunAsync);
        }

        results.Tell("this project", Describe(ours));
        const double gigabytes = (Rounds + 1) * (double)LargeBytes / 1e9;
        results.Tell("processor time for 1 GB: server, runner", $"{server.TotalSeconds / gigabytes:0.0} s, {runner.TotalSeconds / gigabytes:0.0} s");
        results.Tell("a bare reader of the same terminal", Describe(bare));
        results.Tell("node-pty with ws", Describe(pty));
        results.Tell("websocketd, line mode", Describe(lines));
        Judge(results, "over the bare reader", ours.Median / bare.Median, BareLimit);
        Judge(results, "over node-pty with ws", ours.Median / pty.Median, NodeLimit);
        Judge(results, "over websocketd in line mode", ours.Median / lines.Median, LinesLimit);
    }

    private static void Judge(ResultTable results, string what, double ratio, double least) =>
        results.Judge(what, Texts.Ratio(ratio), $"≥ {Texts.Ratio(least)}", ratio >= least);

    private static string Describe(Samples samples) => $"{Texts.Rate(samples.Median)} ({Texts.Rate(samples.Least)} to {Texts.Rate(samples.Most)})";

    private static async Task AddAsync(Samples to, int round, long least, Func<Task<long>> run)
    {
        var began = Stopwatch.GetTimestamp();
        var bytes = await run();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (bytes < least)
        {
            throw new InvalidOperationException($"Only {bytes} of {least} bytes came.");
        }

        if (round > 0)
        {
            to.Add(least / seconds);
        }
    }

    private static async Task<long> OursAsync(Session session, string file)
    {
        using var socket = await session.ConnectAsync();
        await socket.ExecAsync(file);
        await socket.ReadToExitAsync();
        return socket.Bytes;
    }

    private static string Lines(string path, int bytes)
    {
        using var file = File.Create(path);
        for (var line = 0; file.Length < bytes; line++)
        {
            file.Write(Encoding.ASCII.GetBytes($"{line} ".PadRight(79, 'x') + "\n"));
        }

        return path;
    }
}
