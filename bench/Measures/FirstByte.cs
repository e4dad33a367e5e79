using System.Diagnostics;
using Bench.Report;
using Bench.Subject;
using CliWrap;

namespace Bench.Measures;

/// <summary>From asking for a command to its first byte.</summary>
internal static class FirstByte
{
    private const int Runs = 200;
    private const int WarmUp = 20;
    private const double Limit = 3;

    public static async Task MeasureAsync(ResultTable results)
    {
        results.Section("First byte of a command", $"`echo`, {Runs} times in turn: asked for by a websocket frame and seen as an `output` event, and run by CliWrap with a pipe in the bench's own process.");
        await using var session = await Session.StartAsync("/bin/echo");
        using var socket = await session.ConnectAsync();
        var (ours, plain) = (new Samples(), new Samples());
        for (var run = -WarmUp; run < Runs; run++)
        {
            var (mine, theirs) = (await OursAsync(socket), await PlainAsync());
            if (run >= 0)
            {
                ours.Add(mine);
                plain.Add(theirs);
            }
        }

        var over = ours.Median - plain.Median;
        results.Tell("this project, median", Texts.Milliseconds(ours.Median));
        results.Tell("plain CliWrap, median", Texts.Milliseconds(plain.Median));
        results.Judge("over plain CliWrap", Texts.Milliseconds(over), $"≤ {Texts.Milliseconds(Limit)}", over <= Limit);
    }

    private static async Task<double> OursAsync(CountingSocket socket)
    {
        var began = Stopwatch.GetTimestamp();
        await socket.ExecAsync("hello");
        await socket.ReadUntilAsync(static frame => frame.StartsWith("{\"event\":\"output\""u8));
        var elapsed = Stopwatch.GetElapsedTime(began);
        await socket.ReadToExitAsync();
        return elapsed.TotalMilliseconds;
    }

    private static async Task<double> PlainAsync()
    {
        var began = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        await Cli.Wrap("/bin/echo").WithArguments("hello")
            .WithStandardOutputPipe(PipeTarget.Create(async (stream, cancellation) =>
            {
                var buffer = new byte[256];
                while (await stream.ReadAsync(buffer, cancellation) > 0)
                {
                    first ??= Stopwatch.GetElapsedTime(began);
                }
            }))
            .ExecuteAsync();
        return first!.Value.TotalMilliseconds;
    }
}
