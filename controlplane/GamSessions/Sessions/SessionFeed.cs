using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GamSessions.Sessions;

/// <summary>
/// Tells whoever listens, in this process, of changes of sessions. It keeps the last <see cref="Kept"/> changes for those who come
/// back. A listener that lags by more than <see cref="Lag"/> changes is let go (its enumeration ends) and may come back as well.
/// </summary>
internal sealed class SessionFeed(TimeProvider time)
{
    private const int Kept = 1024;
    private const int Lag = 256;
    private readonly Lock _lock = new();
    private readonly Queue<SessionChange> _recent = new();
    private readonly HashSet<Channel<SessionChange>> _listeners = [];
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    // Begins with the time, so that numbers go on growing after a restart.
    private long _last = time.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

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
                _recent.Dequeue();
            }

            _listeners.RemoveWhere(listener => !listener.Writer.TryWrite(change) && listener.Writer.TryComplete());
        }
    }

    /// <summary>Changes from now on, or those after a number first, as far as they are kept.</summary>
    public async IAsyncEnumerable<SessionChange> ListenAsync(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<SessionChange>(new BoundedChannelOptions(Lag) { SingleReader = true });
        List<SessionChange> missed;
        lock (_lock)
        {
            missed = after is { } from ? [.. _recent.Where(change => change.Id > from)] : [];
            _listeners.Add(channel);
        }

        try
        {
            foreach (var change in missed)
            {
                yield return change;
            }

            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
            {
                _listeners.Remove(channel);
            }
        }
    }
}
