using SocketIo.Engine;
using SocketIo.Recovery;

namespace SocketIo;

/// <summary>Settings of a Socket.IO server.</summary>
public sealed class SocketIoOptions
{
    /// <summary>The connection below.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>
    /// How long a connection may be without a namespace: from its start, or after it left the last one; default 45 s. Whoever is not
    /// let into any namespace is gone after that.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Connections without a namespace at the same time, over all clients; a further handshake is refused; default 1000.</summary>
    public int MaxUnconnected { get; set; } = 1000;

    /// <summary>Namespaces that one connection may be in; a further connect is refused; default 100.</summary>
    public int MaxNamespaces { get; set; } = 100;

    /// <summary>Attachments of one packet; a packet with more closes the connection; default 10.</summary>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>
    /// Events of one socket that may wait for its handlers; when there are more, nothing is read from the client until one is done;
    /// default 64.
    /// </summary>
    public int MaxQueuedEvents { get; set; } = 64;

    /// <summary>Acknowledgements that one socket may be waiting for; one more is an error of the caller; default 1000.</summary>
    public int MaxPendingAcks { get; set; } = 1000;

    /// <summary>How connections are recovered; null (the default) for not at all.</summary>
    public RecoveryOptions? Recovery { get; set; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero, nameof(ConnectTimeout));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxUnconnected, nameof(MaxUnconnected));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxNamespaces, nameof(MaxNamespaces));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxAttachments, nameof(MaxAttachments));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxQueuedEvents, nameof(MaxQueuedEvents));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingAcks, nameof(MaxPendingAcks));
        Recovery?.Validate();
    }
}
