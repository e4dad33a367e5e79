using GamSessions.Access;
using GamSessions.Options;
using GamSessions.SocketIo.Terminal;
using Microsoft.Extensions.Logging;
using SocketIo;
using SocketIo.Engine;
using SocketIo.Recovery;

namespace GamSessions.SocketIo;

/// <summary>The Socket.IO server with the namespaces of sessions.</summary>
internal sealed class BridgeServer
{
    /// <summary>Where the caller of a handshake without a token is kept.</summary>
    public const string CallerItem = "caller";

    private const int LeastPayload = 1_000_000;
    private const int MostUnconnected = 1000;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    public BridgeServer(LimitOptions limits, ICallerAccessor callers, SessionBridge bridge, TerminalNamespace terminal, TimeProvider time, ILoggerFactory loggers)
    {
        Server = new SocketIoServer(
            new SocketIoOptions
            {
                ConnectTimeout = ConnectTimeout,
                MaxUnconnected = MostUnconnected,
                Recovery = new RecoveryOptions { MaxDisconnectionDuration = limits.RecoveryWindow, SkipMiddlewares = false },
                Engine = new EngineOptions
                {
                    PingInterval = limits.PingInterval,
                    PingTimeout = limits.PingTimeout - limits.PingInterval,
                    MaxPayload = Math.Max(LeastPayload, (int)(2 * limits.MaxFrameBytes.Bytes)),
                    AllowRequest = async (context, handshake) =>
                    {
                        handshake.Items[CallerItem] = await callers.GetTokenlessCallerAsync(context);
                        return null;
                    },
                },
            },
            time,
            loggers);
        var sessions = Server.OfAll(name => SessionNamespace.FindId(name) is not null);
        sessions.Replay = EventReplay.ByHandlers;
        sessions.Use(bridge.AdmitAsync);
        sessions.OnConnection = bridge.ServeAsync;
        var terminals = Server.Of(TerminalNamespace.Name);
        terminals.Replay = EventReplay.Never;
        terminals.Use(terminal.AdmitAsync);
        terminals.OnConnection = terminal.ServeAsync;
    }

    /// <summary>The server.</summary>
    public SocketIoServer Server { get; }
}
