using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Pulumi.Gate;

/// <summary>
/// Lets <c>Pulumi:MaxConcurrent</c> operations run at once, the others in the order in which they came: an operation takes about half a
/// GiB of memory, and twenty at once would end a small machine. Its queue is as long as there are sessions, which have limits of their own.
/// </summary>
internal sealed class OperationGate(IOptions<GamSessionsOptions> options, QueueNotices notices) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.Pulumi.MaxConcurrent);

    /// <summary>Waits for a place; disposing of what it gives frees it.</summary>
    public async Task<IDisposable> EnterAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (!_places.Wait(0, cancellationToken))
        {
            notices.Queued(sessionId, isQueued: true);
            try
            {
                await _places.WaitAsync(cancellationToken);
            }
            finally
            {
                notices.Queued(sessionId, isQueued: false);
            }
        }

        return new Place(_places);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Release();
            }
        }
    }
}
