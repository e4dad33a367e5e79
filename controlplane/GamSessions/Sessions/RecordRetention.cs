using GamSessions.Options;
using GamSessions.Store;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <summary>Forgets the records of sessions that ended longer ago than <c>EndedRetention</c>, and all that belongs to them; looks every ten minutes.</summary>
internal sealed class RecordRetention(
    ISessionStore store, IEnumerable<IRecordCleaner> cleaners, SteadyClock clock, TimeProvider time, IOptions<GamSessionsOptions> options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private long? _last;

    /// <summary>Looks, if it is time to.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last) < Interval)
        {
            return;
        }

        _last = time.GetTimestamp();
        await store.RemoveEndedBeforeAsync(clock.Now - options.Value.Limits.EndedRetention, cancellationToken);
        foreach (var cleaner in cleaners)
        {
            await cleaner.CleanAsync(cancellationToken);
        }
    }
}
