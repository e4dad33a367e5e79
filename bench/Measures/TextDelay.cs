using System.Buffers.Text;
using System.Diagnostics;
using Bench.Report;
using Bench.Subject;

namespace Bench.Measures;

/// <summary>How long text is under way while the command's other stream is flooded.</summary>
internal static class TextDelay
{
    private const int Seconds = 10;
    private const double Limit = 50;

    public static async Task MeasureAsync(ResultTable results)
    {
        results.Section("Text under load", $"For {Seconds} s a command floods standard output as fast as it can and prints the time on standard error every 5 ms; one client reads both. Delay: from just before the print to the client's hands.");
        await using var session = await Session.StartAsync(Environment.ProcessPath!);
        using var socket = await session.ConnectAsync();
        await socket.ExecAsync("child-stamps", $"{Seconds}");
        var delays = new Samples();
        await socket.ReadUntilAsync(frame => Take(frame, delays));
        results.Judge("p99", Texts.Milliseconds(delays.Percentile(99)), $"≤ {Texts.Milliseconds(Limit)}", delays.Percentile(99) <= Limit);
        results.Tell("p50", Texts.Milliseconds(delays.Median));
        results.Tell("samples, and the flood beside them", $"{delays.Count}, {Texts.Rate(socket.Bytes / (double)Seconds)}");
    }

    private static bool Take(ReadOnlySpan<byte> frame, Samples delays)
    {
        var now = Stopwatch.GetTimestamp();
        if (frame.StartsWith("{\"event\":\"output\""u8) && frame[Math.Max(0, frame.Length - 100)..].IndexOf("\"stream\":\"stderr\""u8) >= 0)
        {
            for (var rest = frame[(frame.IndexOf("\"data\":\""u8) + 8)..]; Utf8Parser.TryParse(rest, out long stamp, out var length); rest = rest[(length + 2)..])
            {
                delays.Add(Stopwatch.GetElapsedTime(stamp, now).TotalMilliseconds);
            }
        }

        return frame.StartsWith("{\"event\":\"exit\""u8);
    }
}
