using System.Collections.Concurrent;
using SocketIo.Recovery;

namespace SocketIo;

/// <summary>A namespace, or all namespaces whose names fit: who may connect, and what happens then.</summary>
public sealed class SocketNamespace
{
    private readonly ConcurrentDictionary<ServerSocket, byte> _sockets = new();
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<ServerSocket, byte>> _rooms = new(StringComparer.Ordinal);
    private readonly List<Func<ServerSocket, CancellationToken, ValueTask<ConnectRefusal?>>> _middlewares = [];

    internal SocketNamespace()
    {
    }

    /// <summary>
    /// Called with every socket that connected. Handlers that it sets before it first waits miss no event; it may go on as long as it
    /// likes.
    /// </summary>
    public Func<ServerSocket, Task>? OnConnection { get; set; }

    /// <summary>Who repeats events to a client that comes back; default the server. Without effect when recovery is off.</summary>
    public EventReplay Replay { get; set; }

    /// <summary>The sockets of this moment.</summary>
    public IEnumerable<ServerSocket> Sockets => _sockets.Keys;

    internal IReadOnlyList<Func<ServerSocket, CancellationToken, ValueTask<ConnectRefusal?>>> Middlewares => _middlewares;

    /// <summary>
    /// Adds a check that a socket passes before it is connected, after those added before: null lets it go on. Its token is cancelled
    /// when the client went away. What it leaves in <see cref="ServerSocket.Data"/> must be given back when
    /// <see cref="ServerSocket.Over"/> is cancelled, since the socket may never come to be connected.
    /// </summary>
    public SocketNamespace Use(Func<ServerSocket, CancellationToken, ValueTask<ConnectRefusal?>> middleware)
    {
        _middlewares.Add(middleware);
        return this;
    }

    /// <summary>Emits an event to all sockets; a slow one delays the others' next.</summary>
    public Task EmitAsync(string eventName, params IReadOnlyList<object?> args) => EmitAsync(Sockets, eventName, args);

    /// <summary>Emits an event to the sockets of a room.</summary>
    public Task EmitToAsync(string room, string eventName, params IReadOnlyList<object?> args) =>
        _rooms.TryGetValue(room, out var sockets) ? EmitAsync(sockets.Keys, eventName, args) : Task.CompletedTask;

    internal void Add(ServerSocket socket) => _sockets[socket] = 0;

    internal void Remove(ServerSocket socket)
    {
        _sockets.TryRemove(socket, out _);
        foreach (var room in _rooms.Keys)
        {
            Leave(room, socket);
        }
    }

    internal void Join(string room, ServerSocket socket)
    {
        lock (_rooms)
        {
            _rooms.GetOrAdd(room, _ => new())[socket] = 0;
        }
    }

    internal void Leave(string room, ServerSocket socket)
    {
        lock (_rooms)
        {
            if (_rooms.TryGetValue(room, out var sockets) && sockets.TryRemove(socket, out _) && sockets.IsEmpty)
            {
                _rooms.TryRemove(room, out _);
            }
        }
    }

    /// <summary>The rooms of a socket.</summary>
    internal IReadOnlyList<string> RoomsOf(ServerSocket socket) => [.. _rooms.Where(room => room.Value.ContainsKey(socket)).Select(room => room.Key)];

    private static Task<bool[]> EmitAsync(IEnumerable<ServerSocket> sockets, string eventName, IReadOnlyList<object?> args) =>
        Task.WhenAll(sockets.Select(socket => socket.EmitAsync(eventName, args).AsTask()));
}
