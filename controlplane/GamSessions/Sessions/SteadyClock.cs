namespace GamSessions.Sessions;

/// <summary>
/// The time of day as it was at start, moved on by the monotonic clock: lives are measured by it, so that a clock that is set while
/// the control plane runs neither ends a session early nor keeps it.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private readonly DateTimeOffset _origin = time.GetUtcNow();
    private readonly long _stamp = time.GetTimestamp();

    /// <summary>The time now.</summary>
    public DateTimeOffset Now => _origin + time.GetElapsedTime(_stamp);
}
