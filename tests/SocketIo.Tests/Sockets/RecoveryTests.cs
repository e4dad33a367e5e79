using System.Text.Json;
using SocketIo.Recovery;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Sockets;

public sealed class RecoveryTests
{
    // One after the other; a test that reads has waited for the one that it wants.
    private ServerSocket[] _sockets = [];

    private SocketIoServer Server(Action<RecoveryOptions>? configure = null)
    {
        var options = new SocketIoOptions { Recovery = new RecoveryOptions() };
        configure?.Invoke(options.Recovery);
        options.Engine.PingInterval = options.Engine.PingTimeout = TimeSpan.FromMinutes(10);
        var io = new SocketIoServer(options);
        io.Of("/").OnConnection = socket =>
        {
            socket.Data ??= "kept";
            socket.On("leave", async _ => await socket.DisconnectAsync());
            Volatile.Write(ref _sockets, [.. _sockets, socket]);
            return Task.CompletedTask;
        };
        return io;
    }

    [Fact]
    public async Task A_lost_client_comes_back_as_the_same_socket_and_gets_what_it_missed()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, first) = await Connect(host);
        await using var _ = client;
        await _sockets[0].EmitAsync("a", 1);
        var offset = JsonElement.Parse((await client.Text())[2..])[2].GetString();

        client.Cut();
        await _sockets[0].Ended.Within("the loss is noticed");
        await _sockets[0].EmitAsync("b", 2);
        var (again, second) = await Connect(host, first.GetProperty("pid").GetString(), offset);
        await using var __ = again;

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.StartsWith("""42["b",2,""", await again.Text(), StringComparison.Ordinal);
        Assert.True(_sockets[1].Recovered);
        Assert.Equal("kept", _sockets[1].Data);
        await _sockets[0].EmitAsync("c", 3);
        Assert.StartsWith("""42["c",3,""", await again.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_be_back_before_its_loss_is_noticed()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, first) = await Connect(host);
        await using var _ = client;
        var (again, second) = await Connect(host, first.GetProperty("pid").GetString());
        await using var __ = again;

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(DisconnectReason.Replaced, await _sockets[0].Ended.Within("it is replaced"));
        await client.Closed();
    }

    [Theory]
    [InlineData("another id")]
    [InlineData("an unknown offset")]
    [InlineData("left by itself")]
    [InlineData("sent away")]
    [InlineData("too late")]
    [InlineData("missed too much")]
    public async Task It_is_a_new_socket_when(string what)
    {
        await using var host = await EngineHost.Start(Server(recovery =>
        {
            recovery.MaxDisconnectionDuration = what == "too late" ? TimeSpan.FromMilliseconds(1) : recovery.MaxDisconnectionDuration;
            recovery.MaxEvents = 2;
        }));
        var (client, first) = await Connect(host);
        await using var _ = client;
        switch (what)
        {
            case "left by itself":
                await client.Send("41");
                break;
            case "sent away":
                await client.Send("""42["leave"]""");
                break;
            default:
                client.Cut();
                break;
        }

        await _sockets[0].Ended.Within("it is over");
        for (var i = 0; i < (what == "missed too much" ? 3 : 0); i++)
        {
            await _sockets[0].EmitAsync("x", i);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        var (again, second) = await Connect(
            host, what == "another id" ? "nonsense" : first.GetProperty("pid").GetString(), what == "an unknown offset" ? "12345" : null);
        await using var __ = again;

        Assert.NotEqual(first.GetProperty("sid").GetString(), second.GetProperty("sid").GetString());
        Assert.NotEqual(first.GetProperty("pid").GetString(), second.GetProperty("pid").GetString());
        Assert.False(_sockets[1].Recovered);
    }

    [Fact]
    public async Task Handlers_that_repeat_events_themselves_get_the_offset()
    {
        var io = Server();
        var own = io.Of("/own");
        own.Replay = EventReplay.ByHandlers;
        own.OnConnection = async socket => await socket.EmitAsync("from", socket.Recovered, socket.RecoveryOffset ?? "none");
        await using var host = await EngineHost.Start(io);
        var (client, first) = await host.Enter("40/own");
        Assert.Equal("""42/own,["from",false,"none"]""", await client.Text());
        client.Cut();
        await client.DisposeAsync();

        var pid = JsonElement.Parse(first[7..]).GetProperty("pid").GetString();
        var (again, _) = await host.Enter($$"""40/own,{"pid":"{{pid}}","offset":"e:5"}""");
        await using var _ = again;

        Assert.Equal("""42/own,["from",true,"e:5"]""", await again.Text());
    }

    /// <summary>Connects, and waits until the server's handler has the socket: the answer goes out before the handler is called.</summary>
    private async Task<(EngineClient Client, JsonElement Answer)> Connect(EngineHost host, string? pid = null, string? offset = null)
    {
        var auth = pid is null ? "" : offset is null ? $$"""{"pid":"{{pid}}"}""" : $$"""{"pid":"{{pid}}","offset":"{{offset}}"}""";
        var before = Volatile.Read(ref _sockets).Length;
        var (client, answer) = await host.Enter("40" + auth);
        await Eventually.True("the server's handler has the socket", () => Volatile.Read(ref _sockets).Length > before);
        return (client, JsonElement.Parse(answer[2..]));
    }
}
