namespace SocketIo.Engine;

/// <summary>Why a connection is over.</summary>
public enum EngineCloseReason
{
    /// <summary>The client closed it, or its connection was lost.</summary>
    TransportClose,

    /// <summary>The transport broke, or was used against the protocol.</summary>
    TransportError,

    /// <summary>The client did not answer a ping in time.</summary>
    PingTimeout,

    /// <summary>The client sent something that is no packet.</summary>
    ParseError,

    /// <summary>The server closed it.</summary>
    ForcedClose,

    /// <summary>The server is going away.</summary>
    ServerShuttingDown,
}
