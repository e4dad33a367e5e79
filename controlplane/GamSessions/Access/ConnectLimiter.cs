using System.Threading.RateLimiting;

namespace GamSessions.Access;

/// <summary>
/// How often one caller may open a websocket: 60 at once, 10 a second from then on. It is the limiter of ASP.NET Core, asked directly,
/// since whose turn it is is known only after the token was read, inside the endpoint.
/// </summary>
internal sealed class ConnectLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 60,
            TokensPerPeriod = 10,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    /// <summary>Counts a connect.</summary>
    /// <returns>False when there were too many; try again after a second.</returns>
    public bool TryAcquire(string caller)
    {
        using var lease = _limiter.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
