using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>What the reaper remembers of a session between two looks.</summary>
internal sealed class ReaperEntry
{
    /// <summary>The end that clients were told of, if they were.</summary>
    public ClosingRequest? Announced { get; set; }

    /// <summary>The monotonic time before which the session can't have been idle long enough to matter; null for unknown.</summary>
    public long? NotIdleBefore { get; set; }

    /// <summary>The last use that was written to the record.</summary>
    public DateTimeOffset? NotedActivity { get; set; }

    /// <summary>The monotonic time of that writing.</summary>
    public long NotedAt { get; set; }

    /// <summary>Nothing is known of its idleness any more.</summary>
    public void ForgetIdle() => NotIdleBefore = null;
}
