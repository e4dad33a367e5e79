using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GamSessions.Sessions;

/// <summary>
/// Tells whoever listens, in this process, of changes of sessions. It keeps the last <see cref="Kept"/> changes for those who come
/// back. A listener that lags by more than <see cref="Lag"/> changes is let go (its enumeration ends) and may come back as well.
/// </summary>
internal sealed class SessionFeed
{
    private const int Kept = 1024;
    private const int Lag = 256;
    private readonly Lock _lock = new();
    private readonly Queue<SessionChange> _recent = new();
    private readonly HashSet<Channel<SessionChange>> _listeners = [];
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    private long _last;
    private long _floor;
    private bool _closed;

    // Begins with the time, so that numbers go on growing after a restart.
    public SessionFeed(TimeProvider time) => _last = _floor = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

    /// <summary>A time before the change of that number.</summary>
    public static DateTimeOffset TimeBefore(long id) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(id / 1000, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>Tells of a change; one that is older than what was told of the same session is left out.</summary>
    public void Publish(Session session)
    {
        lock (_lock)
        {
            if (_versions.TryGetValue(session.Id, out var version) && version >= session.Version)
            {
                return;
            }

            if (session.IsLive)
            {
                _versions[session.Id] = session.Version;
            }
            else
            {
                _versions.Remove(session.Id);
            }

            var change = new SessionChange(++_last, session);
            _recent.Enqueue(change);
            if (_recent.Count > Kept)
            {
                _floor = _recent.Dequeue().Id;
            }

            _listeners.RemoveWhere(listener => !listener.Writer.TryWrite(change) && listener.Writer.TryComplete());
        }
    }

    /// <summary>Changes from now on, or those after a number first, as far as they are kept.</summary>
    public async IAsyncEnumerable<SessionChange> ListenAsync(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = Subscribe(after);
        foreach (var change in subscription.Kept)
        {
            yield return change;
        }

        await foreach (var change in subscription.Changes.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    /// <summary>The same, with word of what is not kept any more.</summary>
    public SessionSubscription Subscribe(long? after)
    {
        var channel = Channel.CreateBounded<SessionChange>(new BoundedChannelOptions(Lag) { SingleReader = true });
        lock (_lock)
        {
            var missed = after < _floor || after > _last;
            IReadOnlyList<SessionChange> kept = after is { } from && !missed ? [.. _recent.Where(change => change.Id > from)] : [];
            if (_closed)
            {
                channel.Writer.Complete();
            }
            else
            {
                _listeners.Add(channel);
            }

            return new SessionSubscription(missed, _floor, _last, kept, channel.Reader, () => Leave(channel));
        }
    }

    /// <summary>There will be no more changes: all enumerations end when they have given what there is.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var listener in _listeners)
            {
                listener.Writer.TryComplete();
            }

            _listeners.Clear();
        }
    }

    private void Leave(Channel<SessionChange> channel)
    {
        lock (_lock)
        {
            _listeners.Remove(channel);
        }
    }
}
