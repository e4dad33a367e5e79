using System.Threading.RateLimiting;
using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Sessions;

/// <summary>
/// <c>CreatesPerMinute</c>, per owner, over a sliding minute. It is the limiter of ASP.NET Core, asked directly: as middleware it
/// would have to stand between an embedding application's routing and its endpoints, where only that application can put it.
/// </summary>
internal sealed class CreateLimiter(IOptions<GamSessionsOptions> options) : IDisposable
{
    private const int Segments = 6;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(owner =>
        RateLimitPartition.GetSlidingWindowLimiter(owner, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = options.Value.Limits.CreatesPerMinute,
            Window = Minute,
            SegmentsPerWindow = Segments,
            QueueLimit = 0,
        }));

    /// <summary>Counts a create.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="retryAfter">
    /// When it is refused, how long until one will surely be allowed: a whole minute, since all may have come at once just now. (The
    /// limiter itself names the next segment, which may bring nothing.)
    /// </param>
    public bool TryAcquire(string owner, out TimeSpan retryAfter)
    {
        using var lease = _limiter.AttemptAcquire(owner);
        retryAfter = Minute;
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
