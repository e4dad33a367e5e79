using System.Threading.Channels;

namespace GamSessions.Sessions;

/// <summary>
/// A listener's place in the feed. It begins with the changes that were kept since a number; <see cref="Missed"/> says that some before
/// them are gone, so that the listener needs the present state of sessions as well. Dispose it.
/// </summary>
internal sealed class SessionSubscription(
    bool missed, long floor, long position, IReadOnlyList<SessionChange> kept, ChannelReader<SessionChange> changes, Action leave) : IDisposable
{
    /// <summary>The number that was asked for is older than what is kept, or was never given by this feed.</summary>
    public bool Missed { get; } = missed;

    /// <summary>All changes after this number were kept.</summary>
    public long Floor { get; } = floor;

    /// <summary>The last change before the subscription.</summary>
    public long Position { get; } = position;

    /// <summary>The changes since the number that was asked for.</summary>
    public IReadOnlyList<SessionChange> Kept { get; } = kept;

    /// <summary>The changes after those, until the feed closes or lets a listener go that lags.</summary>
    public ChannelReader<SessionChange> Changes { get; } = changes;

    /// <inheritdoc/>
    public void Dispose() => leave();
}
