using System.Diagnostics;
using Bench.Peers;
using Bench.Report;
using Bench.Subject;

namespace Bench.Measures;

/// <summary>A line is typed, and the child's answer to it is seen.</summary>
internal static class EchoRoundTrip
{
    private const int Rounds = 10;
    private const int Trips = 500;
    private const double MillisecondsLimit = 1;
    private const double RatioLimit = 2;

    public static async Task MeasureAsync(ResultTable results)
    {
        results.Section("Echo round trip", $"A line to `cat` and back, one after the other, {Rounds} rounds of {Trips} for each in turn, after a round for warming up. "
            + "Ours goes to the child through two programs and the journal, and back over a terminal; the other is ASP.NET Core with a websocket and a child on pipes, in one process.");
        await using var session = await Session.StartAsync("/bin/cat");
        using var ours = await session.ConnectAsync();
        await ours.ExecAsync();
        await ours.ReadUntilAsync(static frame => frame.StartsWith("{\"event\":\"started\""u8));
        using var plain = await PlainSocket.StartAsync();
        using var other = await CountingSocket.ConnectAsync(plain.Address);
        var (mine, theirs) = (new Samples(), new Samples());
        for (var round = 0; round <= Rounds; round++)
        {
            await TripAsync(ours, round == 0 ? new Samples() : mine, "{\"event\":\"stdin\",\"data\":{\"text\":\"a line of text\\n\"}}"u8.ToArray(), static frame => frame.StartsWith("{\"event\":\"output\""u8));
            await TripAsync(other, round == 0 ? new Samples() : theirs, "a line of text\n"u8.ToArray(), static _ => true);
        }

        foreach (var percent in (int[])[50, 99])
        {
            var (here, there) = (mine.Percentile(percent), theirs.Percentile(percent));
            results.Judge($"p{percent}", Texts.Milliseconds(here), $"≤ {Texts.Milliseconds(MillisecondsLimit)}", here <= MillisecondsLimit);
            results.Tell($"p{percent}, websocket and pipe alone", Texts.Milliseconds(there));
            results.Judge($"p{percent}, ratio", Texts.Ratio(here / there), $"≤ {Texts.Ratio(RatioLimit)}", here / there <= RatioLimit);
        }
    }

    private static async Task TripAsync(CountingSocket socket, Samples to, byte[] line, CountingSocket.Fits answer)
    {
        for (var i = 0; i < Trips; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await socket.SendAsync(line);
            await socket.ReadUntilAsync(answer);
            to.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }
}
