using Microsoft.Extensions.Time.Testing;

namespace GamSessions.Tests.Sessions;

/// <summary>A clock whose time of day somebody sets, while the monotonic one goes on as before.</summary>
internal sealed class SettableClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public TimeSpan SetForwardBy { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + SetForwardBy;

    // Not by way of our own GetUtcNow: the setting may come between two readings of it.
    public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
}
