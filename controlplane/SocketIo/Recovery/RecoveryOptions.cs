namespace SocketIo.Recovery;

/// <summary>
/// Connection state recovery: a client that lost its connection comes back within a time as the same socket, with the same id and data,
/// and gets what it missed.
/// </summary>
public sealed class RecoveryOptions
{
    /// <summary>How long after the loss; default 2 min.</summary>
    public TimeSpan MaxDisconnectionDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether a recovered socket passes by the middlewares; default true.</summary>
    public bool SkipMiddlewares { get; set; } = true;

    /// <summary>Events of one socket that are kept for it; when it missed more it is not recovered; default 1000.</summary>
    public int MaxEvents { get; set; } = 1000;

    /// <summary>Bytes of one socket's events that are kept for it, likewise; default 1 MiB.</summary>
    public int MaxEventBytes { get; set; } = 1 << 20;

    /// <summary>Lost sockets that are remembered; when there are more, those that were lost first are forgotten; default 10,000.</summary>
    public int MaxSockets { get; set; } = 10_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxDisconnectionDuration, TimeSpan.Zero, nameof(MaxDisconnectionDuration));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxEvents, nameof(MaxEvents));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxEventBytes, nameof(MaxEventBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxSockets, nameof(MaxSockets));
    }
}
