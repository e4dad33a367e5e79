using Microsoft.Extensions.Time.Testing;
using SocketIo.Engine;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Engine;

public sealed class HeartbeatTests
{
    private static EngineOptions Fast => new() { PingInterval = TimeSpan.FromMilliseconds(300), PingTimeout = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public async Task A_client_that_answers_pings_stays_on_a_websocket()
    {
        await using var host = await EngineHost.Start(new EngineOptions { PingInterval = TimeSpan.FromMilliseconds(50), PingTimeout = TimeSpan.FromSeconds(30) });
        await using var client = await host.Connect();
        await client.Text();

        for (var i = 0; i < 5; i++)
        {
            var ping = await client.Next();
            Assert.Equal("2"u8.ToArray(), ping!.Value.Data);
            await client.Send("3");
        }

        await client.Send("4here");
        Assert.Equal("4here", await client.Text());
    }

    [Fact]
    public async Task A_client_that_answers_pings_stays_on_polling()
    {
        await using var host = await EngineHost.Start(new EngineOptions { PingInterval = TimeSpan.FromMilliseconds(50), PingTimeout = TimeSpan.FromSeconds(30) });
        var sid = await host.Sid();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("2", await host.Poll(sid));
            Assert.Equal(200, (await host.Post(sid, "3")).Status);
        }
    }

    [Fact]
    public async Task A_websocket_that_answers_no_ping_is_closed()
    {
        var closed = new TaskCompletionSource<EngineCloseReason>();
        await using var host = await EngineHost.Start(Fast, socket => socket.Closed.ContinueWith(t => closed.SetResult(t.Result), TaskScheduler.Default));
        await using var client = await host.Connect();

        await client.Closed();

        Assert.Equal(EngineCloseReason.PingTimeout, await closed.Task.Within("it is over"));
    }

    [Fact]
    public async Task A_poller_that_answers_no_ping_is_forgotten()
    {
        // The first poll has to come within both.
        await using var host = await EngineHost.Start(new EngineOptions { PingInterval = TimeSpan.FromMilliseconds(50), PingTimeout = TimeSpan.FromSeconds(10) });
        var sid = await host.Sid();

        Assert.Equal("2", await host.Poll(sid));
        await Eventually.True("it is unknown", async () => (await host.Post(sid, "6")).Status == 400);
    }

    [Fact]
    public void The_time_is_over_when_it_is_over_whatever_the_timers_say()
    {
        // A clock that moves without its timers: the machine was too busy for them.
        var clock = new FakeTimeProvider();
        var options = Fast;
        var socket = new EngineSocket(
            new EngineHandshake(new Microsoft.AspNetCore.Http.DefaultHttpContext()), options, new TimerlessClock(clock),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, _ => { });
        socket.StartHeartbeat();

        clock.Advance(TimeSpan.FromMilliseconds(499));
        socket.CheckHeartbeat();
        Assert.True(socket.IsOpen);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        socket.CheckHeartbeat();
        Assert.False(socket.IsOpen);
    }

    private sealed class TimerlessClock(TimeProvider clock) : TimeProvider
    {
        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            clock.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
