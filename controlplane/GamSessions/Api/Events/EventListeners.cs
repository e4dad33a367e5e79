using System.Collections.Concurrent;

namespace GamSessions.Api.Events;

/// <summary>Counts the event streams of each caller, and lets no more in than <see cref="MostPerCaller"/>.</summary>
internal sealed class EventListeners
{
    /// <summary>Streams of one caller at a time.</summary>
    public const int MostPerCaller = 16;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Takes a place, to be given back by disposal; null when there is none.</summary>
    public IDisposable? TryEnter(string subject)
    {
        while (true)
        {
            var count = _counts.GetOrAdd(subject, 0);
            if (count >= MostPerCaller)
            {
                return null;
            }

            if (_counts.TryUpdate(subject, count + 1, count))
            {
                return new Place(this, subject);
            }
        }
    }

    private void Leave(string subject)
    {
        while (_counts.TryGetValue(subject, out var count))
        {
            if (count <= 1 ? _counts.TryRemove(KeyValuePair.Create(subject, count)) : _counts.TryUpdate(subject, count - 1, count))
            {
                return;
            }
        }
    }

    private sealed class Place(EventListeners listeners, string subject) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                listeners.Leave(subject);
            }
        }
    }
}
