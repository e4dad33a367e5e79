using GamAgent.Protocol;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using Microsoft.Extensions.Options;

namespace GamSessions.Pulumi.Gate;

/// <summary>
/// Lets <c>Pulumi:MaxConcurrent</c> operations run at once, the others in the order in which they came: an operation takes about half a
/// GiB of memory, and twenty at once would end a small machine. Calls that need no provider have as many places of their own. Its queue
/// is as long as there are sessions, which have limits of their own; a new session waits in it for <c>Pulumi:QueueTimeout</c> at most,
/// and an end for as long as it takes, since something that was made has to go.
/// </summary>
internal sealed class OperationGate(IOptions<GamSessionsOptions> options, QueueNotices notices, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.Pulumi.MaxConcurrent);
    private readonly SemaphoreSlim _smallPlaces = new(options.Value.Pulumi.MaxConcurrent);

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

    /// <summary>Waits for a place for a session that starts; its deadline stands still meanwhile.</summary>
    /// <exception cref="ProvisioningException">Its turn did not come in time.</exception>
    public async Task<IDisposable> EnterAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        var settings = options.Value.Pulumi;
        using var standing = spec.Deadline?.Pause();
        using var passed = new CancellationTokenSource(settings.QueueTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(passed.Token, cancellationToken);
        try
        {
            return await EnterAsync(spec.Session.Id, either.Token);
        }
        catch (OperationCanceledException e) when (passed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProvisioningException(
                EndReason.Timeout,
                $"The session's turn did not come within {settings.QueueTimeout.TotalSeconds:0} s (GamSessions:Pulumi:QueueTimeout): {settings.MaxConcurrent} operations run at once (GamSessions:Pulumi:MaxConcurrent), and others were before it. Try again when fewer sessions are being made.",
                e);
        }
    }

    /// <summary>Waits for a place for a call of the CLI alone, without runtime and provider.</summary>
    public async Task<IDisposable> EnterSmallAsync(CancellationToken cancellationToken)
    {
        await _smallPlaces.WaitAsync(cancellationToken);
        return new Place(_smallPlaces);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _smallPlaces.Dispose();
    }

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
