namespace SocketIo.Recovery;

/// <summary>Who knows what a client missed.</summary>
public enum EventReplay
{
    /// <summary>
    /// The server: it ends every event without acknowledgement with an offset, a text that the client remembers, keeps the events for a
    /// while, and sends what came after the client's offset.
    /// </summary>
    ByServer,

    /// <summary>
    /// The handlers of the namespace: they end their events with offsets of their own (the last argument, a text), get the client's last
    /// one as <see cref="ServerSocket.RecoveryOffset"/>, and emit again what came after it.
    /// </summary>
    ByHandlers,

    /// <summary>Nobody: who comes back to this namespace is a new socket.</summary>
    Never,
}
