using System.Net.WebSockets;
using SocketIo.Engine;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Engine;

public sealed class WebSocketTests
{
    [Fact]
    public async Task Texts_and_bytes_are_echoed_as_they_were()
    {
        await using var host = await EngineHost.Start();
        await using var client = await host.Connect();
        await client.Text();

        await client.Send("4hello €");
        Assert.Equal("4hello €", await client.Text());
        await client.Send([1, 2, 3, 4]);
        Assert.Equal([1, 2, 3, 4], await client.Binary());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("9")]
    public async Task A_text_that_is_no_packet_closes_the_connection(string packet)
    {
        await using var host = await EngineHost.Start();
        await using var client = await host.Connect();
        await client.Text();

        await client.Send(packet);

        await client.Closed();
    }

    [Fact]
    public async Task A_close_packet_closes_the_connection()
    {
        await using var host = await EngineHost.Start();
        await using var client = await host.Connect();
        await client.Text();

        await client.Send("1");

        await client.Closed();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task A_message_over_the_limit_closes_the_connection()
    {
        var options = EngineHost.Quiet();
        options.MaxPayload = 100_000;
        await using var host = await EngineHost.Start(options);
        await using var client = await host.Connect();
        await client.Text();

        await client.Send("4" + new string('x', 99_999));
        Assert.Equal(100_000, (await client.Text()).Length);
        await client.Send("4" + new string('x', 100_000));

        await client.Closed();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_over()
    {
        var closed = new TaskCompletionSource<EngineCloseReason>();
        await using var host = await EngineHost.Start(EngineHost.Quiet(), socket => socket.Closed.ContinueWith(t => closed.SetResult(t.Result), TaskScheduler.Default));
        await using var client = await host.Connect();
        await client.Text();

        client.Cut();

        Assert.Equal(EngineCloseReason.TransportClose, await closed.Task.Within("it is noticed"));
    }

    [Fact]
    public async Task Messages_are_taken_one_after_the_other()
    {
        var running = 0;
        var most = 0;
        await using var host = await EngineHost.Start(EngineHost.Quiet(), socket => socket.OnMessage = async message =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            await socket.SendAsync(message);
        });
        await using var client = await host.Connect();
        await client.Text();

        for (var i = 0; i < 500; i++)
        {
            await client.Send($"4{i}");
        }

        for (var i = 0; i < 500; i++)
        {
            Assert.Equal($"4{i}", await client.Text());
        }

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_handler_that_fails_closes_its_connection_alone()
    {
        await using var host = await EngineHost.Start(EngineHost.Quiet(), socket => socket.OnMessage = message =>
            message.Text == "fail" ? throw new InvalidOperationException("It was told to.") : new ValueTask(socket.SendAsync(message).AsTask()));
        await using var other = await host.Connect();
        await other.Text();
        await using var client = await host.Connect();
        await client.Text();

        await client.Send("4fail");

        await client.Closed();
        await other.Send("4still here");
        Assert.Equal("4still here", await other.Text());
    }
}
