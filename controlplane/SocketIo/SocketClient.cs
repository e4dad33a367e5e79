using System.Text.Json;
using System.Text.Json.Nodes;
using SocketIo.Engine;
using SocketIo.Packets;

namespace SocketIo;

/// <summary>One connection with all its sockets, one for each namespace that it is in.</summary>
internal sealed class SocketClient(SocketIoServer server, EngineSocket connection)
{
    private const string PrivateId = "pid";
    private const string Offset = "offset";

    private readonly PacketDecoder _decoder = new(server.Options.MaxAttachments);
    private readonly Dictionary<string, ServerSocket> _sockets = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private ITimer? _connectTimer;
    private bool _over;

    public SocketIoServer Server => server;

    public EngineSocket Connection => connection;

    /// <summary>Takes the connection's messages from now on.</summary>
    public void Begin()
    {
        connection.OnMessage = TakeAsync;
        lock (_gate)
        {
            StartConnectTimer();
        }

        connection.Closed.ContinueWith(
            closed => End(closed.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>A socket is over, the connection is not.</summary>
    public void Remove(ServerSocket socket)
    {
        lock (_gate)
        {
            if (_sockets.TryGetValue(socket.Namespace, out var known) && known == socket)
            {
                _sockets.Remove(socket.Namespace);
            }

            if (!_over && _connectTimer is null && !_sockets.Values.Any(s => s.IsConnected))
            {
                StartConnectTimer();
            }
        }
    }

    private async ValueTask TakeAsync(EngineMessage message)
    {
        try
        {
            if (_decoder.Take(message) is { } packet)
            {
                await TakeAsync(packet);
            }
        }
        catch (PacketFormatException e)
        {
            Break(e.Message);
        }
    }

    private async ValueTask TakeAsync(SocketPacket packet)
    {
        ServerSocket? socket;
        lock (_gate)
        {
            _sockets.TryGetValue(packet.Namespace, out socket);
        }

        switch (packet.Type)
        {
            case SocketPacketType.Connect when socket is null:
                await ConnectAsync(packet.Namespace, packet.Data as JsonObject ?? []);
                break;
            case SocketPacketType.Disconnect when socket is not null:
                socket.End(DisconnectReason.ClientDisconnect);
                Remove(socket);
                break;
            case SocketPacketType.Event or SocketPacketType.Ack when socket is not null:
                await socket.TakeAsync(packet);
                break;
            case SocketPacketType.Connect or SocketPacketType.ConnectError:
                Break("a connect in a state that has none");
                break;
            default:
                if (!HasLeft(packet.Namespace))
                {
                    Break("a packet for a namespace that it is not in");
                }

                break;
        }
    }

    private readonly HashSet<string> _left = new(StringComparer.Ordinal);

    // What was on its way when the server ended the socket is nobody's fault.
    private bool HasLeft(string name)
    {
        lock (_gate)
        {
            return _left.Contains(name);
        }
    }

    private ValueTask ConnectAsync(string name, JsonObject auth)
    {
        if (server.Find(name) is not { } home)
        {
            return RefuseAsync(name, new ConnectRefusal("Invalid namespace"));
        }

        var recovers = server.Recovery is not null && home.Replay is not Recovery.EventReplay.Never;
        var privateId = recovers ? TakeText(auth, PrivateId) : null;
        var offset = recovers ? TakeText(auth, Offset) : null;
        var socket = new ServerSocket(this, home, name, auth) { RecoveryOffset = offset };
        lock (_gate)
        {
            if (_over)
            {
                return default;
            }

            if (_sockets.Count < server.Options.MaxNamespaces)
            {
                _sockets[name] = socket;
                _ = Task.Run(() => new SocketConnect(this, socket, privateId).RunAsync());
                return default;
            }
        }

        return RefuseAsync(name, new ConnectRefusal("Too many namespaces on one connection"));
    }

    // They are the protocol's own and only where recovery is on; otherwise they are the application's.
    private static string? TakeText(JsonObject auth, string key)
    {
        if (auth[key] is not JsonValue value || value.GetValueKind() is not JsonValueKind.String)
        {
            return null;
        }

        auth.Remove(key);
        return value.GetValue<string>();
    }

    /// <summary>Tells a client why it can't connect.</summary>
    public async ValueTask RefuseAsync(string name, ConnectRefusal refusal)
    {
        object data = refusal.Data is null ? new { message = refusal.Message } : new { message = refusal.Message, data = refusal.Data };
        await connection.SendAsync(PacketEncoder.Encode(SocketPacketType.ConnectError, name, data));
    }

    /// <summary>One of its sockets is about to be told that it is connected: from then on it takes no place of those that are in no namespace.</summary>
    public void Admit()
    {
        lock (_gate)
        {
            StopConnectTimer();
        }
    }

    /// <summary>A socket of this connection is connected.</summary>
    /// <returns>False when the connection, or the socket, is over already.</returns>
    public bool Connected(ServerSocket socket)
    {
        lock (_gate)
        {
            if (_over || !_sockets.ContainsValue(socket))
            {
                return false;
            }

            _left.Remove(socket.Namespace);
            StopConnectTimer();
            socket.Connected();
            return true;
        }
    }

    /// <summary>Remembers that packets for a namespace may still be on their way.</summary>
    public void Left(string name)
    {
        lock (_gate)
        {
            if (_left.Count < server.Options.MaxNamespaces)
            {
                _left.Add(name);
            }
        }
    }

    private void Break(string problem)
    {
        server.LogBroken(problem);
        lock (_gate)
        {
            _broken = true;
        }

        connection.Close();
    }

    private bool _broken;

    private void StartConnectTimer()
    {
        server.CountUnconnected(1);
        _connectTimer = server.Time.CreateTimer(
            static c => ((EngineSocket)c!).Close(), connection, server.Options.ConnectTimeout, Timeout.InfiniteTimeSpan);
    }

    private void StopConnectTimer()
    {
        if (_connectTimer is { } timer)
        {
            timer.Dispose();
            _connectTimer = null;
            server.CountUnconnected(-1);
        }
    }

    private void End(EngineCloseReason reason)
    {
        List<ServerSocket> sockets;
        bool broken;
        lock (_gate)
        {
            _over = true;
            broken = _broken;
            StopConnectTimer();
            sockets = [.. _sockets.Values];
            _sockets.Clear();
        }

        foreach (var socket in sockets)
        {
            socket.End(broken ? DisconnectReason.ParseError : Reason(reason));
        }
    }

    private static DisconnectReason Reason(EngineCloseReason reason) => reason switch
    {
        EngineCloseReason.TransportClose => DisconnectReason.TransportClose,
        EngineCloseReason.TransportError => DisconnectReason.TransportError,
        EngineCloseReason.PingTimeout => DisconnectReason.PingTimeout,
        EngineCloseReason.ParseError => DisconnectReason.ParseError,
        EngineCloseReason.ServerShuttingDown => DisconnectReason.ServerShuttingDown,
        _ => DisconnectReason.ForcedClose,
    };
}
