using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using GamAgent.Protocol;

namespace TestKit;

/// <summary>A websocket client that speaks <c>gam.v1</c>: sends text or frames, reads events with time-outs, knows how it was closed.</summary>
public sealed class GamSocket : IAsyncDisposable
{
    private static readonly TimeSpan DefaultLimit = Eventually.DefaultLimit;
    private readonly ClientWebSocket _socket;
    private readonly Channel<EventEnvelope> _events = Channel.CreateUnbounded<EventEnvelope>();
    private readonly TaskCompletionSource<SocketClose> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private Task _reading = Task.CompletedTask;

    private GamSocket(ClientWebSocket socket) => _socket = socket;

    /// <summary>The subprotocol that the server chose; null for none.</summary>
    public string? Subprotocol => _socket.SubProtocol;

    /// <summary>The highest sequence number seen: what to pass as <c>after</c>.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Opens a websocket.</summary>
    /// <exception cref="InvalidOperationException">The upgrade was refused; the message names the status.</exception>
    public static async Task<GamSocket> Connect(Uri uri, GamSocketOptions? options = null) =>
        (await ConnectUnless(uri, options ?? new GamSocketOptions()))!;

    /// <summary>Opens a websocket; null where the upgrade was refused with one of these statuses, which are worth another try.</summary>
    /// <exception cref="InvalidOperationException">It was refused with another one; the message names it.</exception>
    public static async Task<GamSocket?> ConnectUnless(Uri uri, GamSocketOptions options, params HttpStatusCode[] passing)
    {
        var (socket, refusal) = await Try(uri, options);
        return socket is not null || passing.Contains(refusal!.Status)
            ? socket
            : throw new InvalidOperationException($"{uri.AbsolutePath} answered {(int)refusal.Status}, not 101.");
    }

    /// <summary>Opens a websocket that must be refused before the upgrade, and returns the answer.</summary>
    public static async Task<SocketRefusal> Refused(Uri uri, GamSocketOptions? options = null)
    {
        var (socket, refusal) = await Try(uri, options ?? new GamSocketOptions());
        if (socket is not null)
        {
            await socket.DisposeAsync();
            throw new InvalidOperationException($"{uri.AbsolutePath} upgraded; a refusal was expected.");
        }

        return refusal!;
    }

    /// <summary>Begins to read, for a client that was opened without reading.</summary>
    public void StartReading() => _reading = ReadAll();

    /// <summary>Sends a text frame exactly as given.</summary>
    public Task SendText(string text) => Send(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends bytes exactly as given.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        using var limit = new CancellationTokenSource(DefaultLimit);
        await _socket.SendAsync(bytes, type, endOfMessage: true, limit.Token);
    }

    /// <summary>Sends <c>{"event":…,"data":…}</c>; data is serialised with camel-case names, null leaves it out.</summary>
    public Task SendFrame(string name, object? data = null) => SendText(data is null
        ? $$"""{"event":"{{name}}"}"""
        : $$"""{"event":"{{name}}","data":{{JsonSerializer.Serialize(data, JsonSerializerOptions.Web)}}}""");

    /// <summary>Starts a command from a line.</summary>
    public Task SendCommand(string line, string? id = null) =>
        SendFrame("exec", id is null ? new { command = line } : new { command = line, id });

    /// <summary>Starts a command from arguments.</summary>
    public Task SendArguments(IEnumerable<string> args, string? id = null) => SendFrame("exec", id is null ? new { args } : new { args, id });

    /// <summary>The next event.</summary>
    public async Task<EventEnvelope> Next(TimeSpan? limit = null)
    {
        using var timer = new CancellationTokenSource(limit ?? DefaultLimit);
        try
        {
            return await _events.Reader.ReadAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No event came within {(limit ?? DefaultLimit).TotalSeconds:0.#} s.");
        }
        catch (ChannelClosedException)
        {
            var close = await _closed.Task;
            throw new InvalidOperationException($"No event came any more: the socket was closed with {close.Code} “{close.Reason}”.");
        }
    }

    /// <summary>Reads on until an event of that name (and of that kind), and returns all that were read, it being the last.</summary>
    public async Task<IReadOnlyList<EventEnvelope>> ReadUntil(string name, Func<EventEnvelope, bool>? fits = null, TimeSpan? limit = null)
    {
        List<EventEnvelope> read = [];
        using var timer = new CancellationTokenSource(limit ?? DefaultLimit);
        while (true)
        {
            try
            {
                var next = await Next(limit);
                read.Add(next);
                if (next.Event == name && (fits is null || fits(next)))
                {
                    return read;
                }
            }
            catch (Exception nothing) when (nothing is TimeoutException or InvalidOperationException)
            {
                throw new InvalidOperationException(
                    $"Waiting for {name}: {nothing.Message} Before that: {string.Join(", ", read.TakeLast(40).Select(Describe))}", nothing);
            }

            if (timer.IsCancellationRequested)
            {
                throw new TimeoutException($"Waiting for {name}: only {string.Join(", ", read.TakeLast(40).Select(Describe))} came.");
            }
        }
    }

    /// <summary>Reads on until an event of that name (and of that kind), and returns it.</summary>
    public async Task<EventEnvelope> WaitFor(string name, Func<EventEnvelope, bool>? fits = null, TimeSpan? limit = null) =>
        (await ReadUntil(name, fits, limit))[^1];

    /// <summary>Runs a command line and returns its events, up to <c>exit</c>.</summary>
    public async Task<IReadOnlyList<EventEnvelope>> Run(string line, TimeSpan? limit = null)
    {
        var id = $"t{Guid.NewGuid():N}";
        await SendCommand(line, id);
        return await ReadUntil(EventNames.Exit, e => e.Data.Text("id") == id, limit);
    }

    /// <summary>How the other end closed this socket.</summary>
    public Task<SocketClose> Closed(TimeSpan? limit = null) => _closed.Task.Within("the socket is closed by the server", limit);

    /// <summary>Closes in the proper way and waits for the answer.</summary>
    public async Task Close()
    {
        using var limit = new CancellationTokenSource(DefaultLimit);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        await _closed.Task.Within("the server answers the close frame");
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _over.CancelAsync();
        await _reading;
        _socket.Dispose();
        _over.Dispose();
    }

    private static async Task<(GamSocket? Socket, SocketRefusal? Refusal)> Try(Uri uri, GamSocketOptions options)
    {
        var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        client.Options.KeepAliveInterval = TimeSpan.Zero;
        if (options.OfferSubprotocol)
        {
            client.Options.AddSubProtocol(ProtocolVersion.Subprotocol);
        }

        if (options.Token is { } token)
        {
            AddToken(client.Options, token, options.TokenBy);
        }

        if (options.Origin is { } origin)
        {
            client.Options.SetRequestHeader("Origin", origin);
        }

        foreach (var (name, value) in options.Headers)
        {
            client.Options.SetRequestHeader(name, value);
        }

        using var limit = new CancellationTokenSource(DefaultLimit);
        try
        {
            await client.ConnectAsync(uri, limit.Token);
        }
        catch (WebSocketException) when (client.HttpStatusCode != 0)
        {
            var refusal = new SocketRefusal(client.HttpStatusCode, client.HttpResponseHeaders ?? new Dictionary<string, IEnumerable<string>>());
            client.Dispose();
            return (null, refusal);
        }

        var socket = new GamSocket(client);
        if (options.Read)
        {
            socket.StartReading();
        }

        return (socket, null);
    }

    private static void AddToken(ClientWebSocketOptions options, string token, TokenBy by)
    {
        switch (by)
        {
            case TokenBy.Header:
                options.SetRequestHeader("Authorization", $"Bearer {token}");
                break;
            case TokenBy.GamHeader:
                options.SetRequestHeader(ProtocolVersion.AuthorizationHeader, $"Bearer {token}");
                break;
            default:
                options.AddSubProtocol(ProtocolVersion.BearerSubprotocolPrefix + token);
                break;
        }
    }

    // An exit tells by itself what went wrong before.
    private static string Describe(EventEnvelope e) => e.Event == EventNames.Exit ? $"exit {e.Data.GetRawText()}" : e.Event;

    private async Task ReadAll()
    {
        var buffer = new byte[64 * 1024];
        using var frame = new MemoryStream();
        var close = new SocketClose(1006, "");
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(), _over.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    close = new SocketClose((int)(_socket.CloseStatus ?? 0), _socket.CloseStatusDescription ?? "");
                    await AnswerClose();
                    return;
                }

                frame.Write(buffer, 0, read.Count);
                if (read.EndOfMessage)
                {
                    var next = JsonSerializer.Deserialize(frame.ToArray(), EventJson.Default.EventEnvelope)!;
                    LastSeq = Math.Max(LastSeq, next.Seq ?? 0);
                    _events.Writer.TryWrite(next);
                    frame.SetLength(0);
                }
            }
        }
        catch (Exception cut) when (cut is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Cut, by the other end or by us: the close stays 1006.
        }
        finally
        {
            _closed.TrySetResult(close);
            _events.Writer.TryComplete();
        }
    }

    private async Task AnswerClose()
    {
        if (_socket.State == WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _over.Token);
        }
    }
}
