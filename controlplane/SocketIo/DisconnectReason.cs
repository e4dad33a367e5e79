using SocketIo.Engine;

namespace SocketIo;

/// <summary>Why a socket is over.</summary>
public enum DisconnectReason
{
    /// <summary>The client left the namespace.</summary>
    ClientDisconnect,

    /// <summary>The server ended it: the client is told, and does not come back by itself.</summary>
    ServerDisconnect,

    /// <summary>The connection was lost or closed, see <see cref="EngineCloseReason.TransportClose"/>.</summary>
    TransportClose,

    /// <summary>The transport broke, see <see cref="EngineCloseReason.TransportError"/>.</summary>
    TransportError,

    /// <summary>The client did not answer a ping in time.</summary>
    PingTimeout,

    /// <summary>The client broke the protocol.</summary>
    ParseError,

    /// <summary>The server closed the connection below; the client comes back by itself.</summary>
    ForcedClose,

    /// <summary>The server is going away.</summary>
    ServerShuttingDown,

    /// <summary>The client is back on another connection.</summary>
    Replaced,
}
