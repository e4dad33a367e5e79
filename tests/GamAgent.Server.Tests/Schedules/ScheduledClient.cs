using System.Net.Http;
using System.Net.WebSockets;
using System.Text;
using GamAgent.Protocol;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>A client that comes, reads for a while, stalls, vanishes or leaves, and comes back where it was, until it has seen the exit.</summary>
internal sealed class ScheduledClient(Schedule schedule, TestTokens tokens, string session, int number)
{
    private readonly Random _random = new((schedule.Seed * 100) + number);
    private readonly List<StringBuilder> _stretches = [new()];
    private long _after;
    private string? _epoch;

    public int Exits { get; private set; }

    public int Gaps { get; private set; }

    public int Visits { get; private set; }

    public async Task Run()
    {
        while (Exits == 0)
        {
            try
            {
                await Visit();
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException || (e is InvalidOperationException && e.Message.Contains("closed with", StringComparison.Ordinal)))
            {
                // The server was killed.
            }
        }
    }

    /// <summary>Every stretch between gaps is a piece of what was printed, in its order; without a gap it is all of it.</summary>
    public void Check()
    {
        var printed = Encoding.UTF8.GetString(schedule.Printed);
        Assert.Equal(1, Exits);
        if (Gaps == 0)
        {
            Assert.True(printed == _stretches[0].ToString(), $"seed {schedule.Seed}, client {number}: not what was printed");
            return;
        }

        Assert.True(schedule.SmallQuota, "a gap where everything fits into the journal");
        var from = 0;
        foreach (var stretch in _stretches.Select(s => s.ToString()).Where(s => s.Length > 0))
        {
            var at = printed.IndexOf(stretch, from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"seed {schedule.Seed}, client {number}: a stretch that was never printed, or out of order");
            from = at + stretch.Length;
        }

        Assert.Equal(printed.Length, from);
    }

    private async Task Visit()
    {
        var url = await Eventually.Get("a server listens", () => schedule.Url);
        var stalls = _random.Next(4) == 0;
        await using var socket = await GamSocket.Connect(
            new Uri($"{url.Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{session}/?after={_after}{(_epoch is null ? "" : $"&epoch={_epoch}")}"),
            new GamSocketOptions { Token = tokens.For(session), Read = !stalls });
        Visits++;
        if (stalls)
        {
            // Reads nothing until others have seen more, or there is nothing more to be seen.
            var until = schedule.Seen + _random.Next(1, 40);
            var looks = 0;
            await Eventually.True("others went on", () => schedule.Seen >= until || ++looks > 20);
            socket.StartReading();
        }

        var most = _random.Next(3) == 0 ? int.MaxValue : _random.Next(1, 30);
        for (var i = 0; i < most && Exits == 0; i++)
        {
            Take(await socket.Next());
            schedule.See();
        }

        if (Exits == 0 && _random.Next(2) == 0)
        {
            socket.Abort();
        }
    }

    private void Take(EventEnvelope next)
    {
        if (next.Event == EventNames.Connected)
        {
            var epoch = next.Read<ConnectedData>().Epoch;
            _epoch ??= epoch;
            Assert.Equal(_epoch, epoch);
        }
        else if (next.Event == EventNames.Gap)
        {
            var gap = next.Read<GapData>();
            Assert.Equal((_after + 1, GapReason.Quota), (gap.From, gap.Reason));
            _after = gap.To!.Value;
            _stretches.Add(new StringBuilder());
            Gaps++;
        }
        else
        {
            Assert.Equal(_after + 1, next.Seq);
            _after++;
            if (next.Event == EventNames.Output)
            {
                Assert.Null(next.Lossy);
                _stretches[^1].Append(next.Data.GetString());
            }
            else if (next.Event == EventNames.Exit)
            {
                Exits++;
                Assert.Equal((ScheduledRunner.ExitCode, (long)schedule.Printed.Length), (next.Read<ExitData>().ExitCode, next.Read<ExitData>().OutputBytes));
            }
        }
    }
}
