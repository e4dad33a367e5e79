using System.Threading.RateLimiting;
using GamAgent.Protocol.Settings;

namespace GamAgent.Server.Connections;

/// <summary>How many frames one client may send: a bucket that refills, and an end to patience with one that goes on.</summary>
internal sealed class FrameRate(AgentLimits limits, TimeProvider time) : IDisposable
{
    /// <summary>So many refusals within <see cref="Window"/> close the connection.</summary>
    public const int MostRefusals = 10;

    /// <summary>The window for refusals.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<long> _refusals = new();
    private readonly TokenBucketRateLimiter _bucket = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = limits.FrameBurst,
        // In tenths of a second, so that a steady sender is not let through by the second.
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(limits.FramesPerSecond >= 10 ? 100 : 1000),
        TokensPerPeriod = limits.FramesPerSecond >= 10 ? limits.FramesPerSecond / 10 : limits.FramesPerSecond,
        AutoReplenishment = false,
        QueueLimit = 0,
    });

    /// <summary>One more frame.</summary>
    /// <returns>Whether it may be looked at.</returns>
    public bool Admit()
    {
        _bucket.TryReplenish();
        using var lease = _bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    /// <summary>Takes note of a refusal.</summary>
    /// <returns>True when it was one too many.</returns>
    public bool Refuse()
    {
        while (_refusals.TryPeek(out var first) && time.GetElapsedTime(first) > Window)
        {
            _refusals.Dequeue();
        }

        _refusals.Enqueue(time.GetTimestamp());
        return _refusals.Count >= MostRefusals;
    }

    /// <inheritdoc/>
    public void Dispose() => _bucket.Dispose();
}
