using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Bench.Subject;

/// <summary>A websocket client that costs as little as one can: it looks at the beginning of each message and counts. The same for everybody measured.</summary>
internal sealed class CountingSocket : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[256 << 10];

    /// <summary>Bytes of all messages so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Opens one; a token is ours alone.</summary>
    public static async Task<CountingSocket> ConnectAsync(Uri uri, string? token = null)
    {
        var socket = new CountingSocket();
        socket._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (token is not null)
        {
            socket._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        using var limit = new CancellationTokenSource(Limit);
        await socket._socket.ConnectAsync(uri, limit.Token);
        return socket;
    }

    /// <summary>Sends a text message.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    /// <summary>Starts a command of ours.</summary>
    public Task ExecAsync(params string[] args) =>
        SendAsync(Encoding.UTF8.GetBytes($$$"""{"event":"exec","data":{"args":{{{JsonSerializer.Serialize(args)}}}}}"""));

    /// <summary>The next message; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellation = default)
    {
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            length += part.Count;
            Bytes += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return default;
            }

            if (part.EndOfMessage)
            {
                return _buffer.AsMemory(0, length);
            }
        }
    }

    /// <summary>Reads on to a message of a kind and returns it.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadUntilAsync(Fits fits)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var message = await NextAsync(limit.Token);
            if (message.IsEmpty)
            {
                throw new InvalidOperationException("The connection ended before what was awaited.");
            }

            if (fits(message.Span))
            {
                return message;
            }
        }
    }

    /// <summary>Reads on to the exit of the present command, and makes sure that nothing was missed.</summary>
    public Task<ReadOnlyMemory<byte>> ReadToExitAsync() => ReadUntilAsync(static frame =>
        frame.StartsWith("{\"event\":\"gap\""u8) ? throw new InvalidOperationException("There was a gap.") : frame.StartsWith("{\"event\":\"exit\""u8));

    /// <summary>Reads to the end of the connection.</summary>
    public async Task ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (!(await NextAsync(limit.Token)).IsEmpty)
            {
            }
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // Not everybody sends a close frame; what was missed shows in the count.
        }
    }

    public void Dispose()
    {
        _socket.Abort();
        _socket.Dispose();
    }

    /// <summary>Whether a message is what is awaited.</summary>
    public delegate bool Fits(ReadOnlySpan<byte> message);
}
