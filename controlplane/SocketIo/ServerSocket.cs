using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using SocketIo.Engine;
using SocketIo.Packets;
using SocketIo.Recovery;

namespace SocketIo;

/// <summary>
/// One client in one namespace. Its events are handled one after the other. All methods may be called at any time and from anywhere;
/// what is emitted to a socket that is over is lost, or kept for it where it can be recovered.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer has nothing to dispose of, and others may still hold its token.")]
public sealed partial class ServerSocket
{
    private readonly SocketClient _client;
    private readonly ConcurrentDictionary<string, Func<SocketEvent, Task>> _handlers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<DisconnectReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private int _ending;

    internal ServerSocket(SocketClient client, SocketNamespace home, string name, JsonObject auth)
    {
        _client = client;
        Home = home;
        Namespace = name;
        Auth = auth;
        Id = EngineSocket.NewId();
        Over = _over.Token;
        _queue = Channel.CreateBounded<SocketEvent>(new BoundedChannelOptions(client.Server.Options.MaxQueuedEvents) { SingleReader = true });
    }

    /// <summary>Its id, which the client knows as <c>socket.id</c>.</summary>
    public string Id { get; internal set; }

    /// <summary>The namespace, as the client wrote it.</summary>
    public string Namespace { get; }

    /// <summary>What the client sent as <c>auth</c>; empty when nothing. Private id and offset of a recovery are not in it.</summary>
    public JsonObject Auth { get; }

    /// <summary>The request that the connection began with.</summary>
    public EngineHandshake Handshake => _client.Connection.Handshake;

    /// <summary>The connection below, which other sockets of the client may share.</summary>
    public EngineSocket Connection => _client.Connection;

    /// <summary>Whether this is a client that lost its connection and came back, with nothing missing.</summary>
    public bool Recovered { get; internal set; }

    /// <summary>
    /// The offset of the last event that the client saw, as it says at a connect after a loss; null when it saw none. Set on sockets that
    /// could not be recovered too.
    /// </summary>
    public string? RecoveryOffset { get; internal set; }

    /// <summary>Whatever belongs to it; kept when it is recovered.</summary>
    public object? Data { get; set; }

    /// <summary>Cancelled when the socket is over; also for one that never came to be connected.</summary>
    public CancellationToken Over { get; }

    /// <summary>Completes, with the reason, when the socket is over.</summary>
    public Task<DisconnectReason> Ended => _ended.Task;

    /// <summary>Takes events that no handler was set for; null to ignore them.</summary>
    public Func<SocketEvent, Task>? OnAny { get; set; }

    internal SocketNamespace Home { get; }

    internal RecoveryEntry? Entry { get; set; }

    /// <summary>The rooms that it was in when it ended.</summary>
    internal IReadOnlyList<string> Rooms { get; private set; } = [];

    /// <summary>Whether it is connected.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>
    /// Sets the handler of an event, in place of the one before. Those that are set before the connection handler first waits miss
    /// nothing.
    /// </summary>
    public void On(string eventName, Func<SocketEvent, Task> handler) => _handlers[eventName] = handler;

    /// <summary>Puts it into a room.</summary>
    public void Join(string room) => Home.Join(room, this);

    /// <summary>Takes it out of a room.</summary>
    public void Leave(string room) => Home.Leave(room, this);

    /// <summary>
    /// Emits an event. Arguments are texts, numbers, byte arrays, JSON elements and nodes, or objects, which are serialised with camel
    /// case; byte arrays travel as binary wherever they stand. It waits while the client reads too slowly.
    /// </summary>
    /// <returns>False when the socket is over.</returns>
    public ValueTask<bool> EmitAsync(string eventName, params IReadOnlyList<object?> args)
    {
        if (Entry is { } entry && Home.Replay is EventReplay.ByServer)
        {
            return entry.EmitAsync(offset => PacketEncoder.EncodeEvent(Namespace, null, eventName, args, offset));
        }

        return SendAsync(PacketEncoder.EncodeEvent(Namespace, null, eventName, args), CancellationToken.None);
    }

    /// <summary>Ends it: the client is told, and does not come back by itself.</summary>
    public async ValueTask DisconnectAsync()
    {
        var known = IsConnected;
        _client.Left(Namespace);
        var first = End(DisconnectReason.ServerDisconnect);
        _client.Remove(this);
        if (first && known)
        {
            // Last: a client may connect again the moment it has it.
            await _client.Connection.SendAsync([PacketEncoder.Encode(SocketPacketType.Disconnect, Namespace)], CancellationToken.None);
        }
    }

    internal async ValueTask<bool> SendAsync(IReadOnlyList<EngineMessage> messages, CancellationToken cancellationToken) =>
        IsConnected && await _client.Connection.SendAsync(messages, cancellationToken);

    internal void Connected() => IsConnected = true;

    /// <returns>False when it was over already.</returns>
    internal bool End(DisconnectReason reason)
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0)
        {
            return false;
        }

        IsConnected = false;
        _queue.Writer.TryComplete();
        Rooms = Home.RoomsOf(this);
        Home.Remove(this);
        if (Entry is { } entry)
        {
            _client.Server.Recovery?.Left(
                entry, this, reason is not (DisconnectReason.ClientDisconnect or DisconnectReason.ServerDisconnect or DisconnectReason.ParseError));
        }

        FailAcks();
        _ended.TrySetResult(reason);
        _over.Cancel();
        return true;
    }
}
