using System.Net.WebSockets;
using System.Text;

namespace SocketIo.Tests.Harness;

/// <summary>A websocket on which packets are written and read by hand.</summary>
internal sealed class EngineClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = Eventually.DefaultLimit;

    private readonly ClientWebSocket _socket;

    private EngineClient(ClientWebSocket socket) => _socket = socket;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<EngineClient> Connect(Uri address)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var limit = new CancellationTokenSource(Limit);
        await socket.ConnectAsync(address, limit.Token);
        return new EngineClient(socket);
    }

    public async Task Send(string packet) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(packet).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);

    public async Task Send(byte[] message) => await _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);

    /// <summary>The next text; a ping is answered and passed over.</summary>
    public async Task<string> Text()
    {
        while (true)
        {
            var packet = await Next();
            var text = Encoding.UTF8.GetString(Assert.IsType<(byte[] Data, bool IsBinary)>(packet).Data);
            if (text != "2")
            {
                return text;
            }

            await Send("3");
        }
    }

    public async Task<byte[]> Binary()
    {
        var packet = Assert.IsType<(byte[] Data, bool IsBinary)>(await Next());
        Assert.True(packet.IsBinary);
        return packet.Data;
    }

    /// <summary>Waits for the close frame, or the loss of the connection; what comes before it is dropped.</summary>
    public async Task Closed()
    {
        while (await Next() is not null)
        {
        }
    }

    /// <summary>The next message as it is; null at the end.</summary>
    public async Task<(byte[] Data, bool IsBinary)?> Next()
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[2 << 20];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
                length += part.Count;
                if (part.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                if (part.EndOfMessage)
                {
                    return (buffer[..length], part.MessageType is WebSocketMessageType.Binary);
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>Cuts the connection, without a word.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
