using Bench.Report;
using Bench.Subject;

namespace Bench.Measures;

/// <summary><c>yes</c> with a client that never reads: what the server holds.</summary>
internal static class Flood
{
    private const long ServerLimit = 60L << 20;
    private const long RunnerLimit = 6L << 20;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(ResultTable results, int seconds)
    {
        results.Section("`yes` with a stalled client", $"`yes` as fast as it goes for {seconds} s, one client that never reads and one that reads nothing but the end (`bench/run --yes-seconds 3600` is the whole hour).");
        await using var session = await Session.StartAsync("/usr/bin/yes");
        using var stalled = await session.ConnectAsync();
        using var socket = await session.ConnectAsync();
        await socket.ExecAsync("yes, this is a line that comes again and again until somebody ends it");
        await socket.ReadUntilAsync(static frame => frame.StartsWith("{\"event\":\"started\""u8));
        var (early, late) = (new Samples(), new Samples());
        for (var second = 0; second < seconds; second++)
        {
            await Task.Delay(Look, TimeProvider.System);
            (second < seconds / 2 ? early : late).Add(session.Server.Resident);
        }

        using var ending = await session.ConnectAsync();
        await ending.SendAsync("{\"event\":\"cancel\"}"u8.ToArray());
        var exit = await ending.ReadUntilAsync(static frame => frame.StartsWith("{\"event\":\"exit\""u8));
        var text = System.Text.Encoding.UTF8.GetString(exit.Span);
        using var document = System.Text.Json.JsonDocument.Parse(text);
        var printed = document.RootElement.GetProperty("data").GetProperty("outputBytes").GetInt64();
        results.Judge("server's peak memory", Texts.Megabytes(session.Server.Peak), $"≤ {Texts.Megabytes(ServerLimit)}", session.Server.Peak <= ServerLimit);
        results.Tell("server resident, median of the first and the second half", $"{Texts.Megabytes(early.Median)}, {Texts.Megabytes(late.Median)}");
        results.Tell("printed and journaled", $"{Texts.Gigabytes(printed)}, {Texts.Rate(printed / (double)seconds)}");
        await Task.Delay(Settling, TimeProvider.System);
        results.Judge("runner resident, idle again", Texts.Megabytes(session.Runner.Resident), $"≤ {Texts.Megabytes(RunnerLimit)}", session.Runner.Resident <= RunnerLimit);
        results.Tell("server resident, idle again", Texts.Megabytes(session.Server.Resident));
    }
}
