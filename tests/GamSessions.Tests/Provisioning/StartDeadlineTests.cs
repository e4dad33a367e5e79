using GamSessions.Provisioning;
using GamSessions.Tests.Sessions;

namespace GamSessions.Tests.Provisioning;

/// <summary>The time that a session spends waiting for others is not its own.</summary>
public sealed class StartDeadlineTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void It_stands_still_while_the_session_waits_and_goes_on_with_what_was_left()
    {
        var time = new SettableClock(DateTimeOffset.UnixEpoch);
        using var deadline = new StartDeadline(10 * Second, time);
        time.Advance(6 * Second);
        var outer = deadline.Pause();
        using (deadline.Pause())
        {
            time.Advance(60 * Second);
        }

        time.Advance(60 * Second);
        Assert.False(deadline.Token.IsCancellationRequested);
        outer.Dispose();
        outer.Dispose();
        time.Advance(3 * Second);
        Assert.False(deadline.Token.IsCancellationRequested);
        time.Advance(2 * Second);
        Assert.True(deadline.Token.IsCancellationRequested);
    }
}
