using System.Diagnostics;

namespace PulumiAutomation.Tests.Reading;

/// <summary>Whether a lock's holder can still be at work.</summary>
public sealed class LockJudgeTests
{
    private static readonly LockJudge Judge = new(TimeProvider.System);

    [Fact]
    public void The_process_that_took_the_lock_is_alive()
    {
        using var self = Process.GetCurrentProcess();
        Assert.Equal(LockHolder.Alive, Judge.Judge(Lock(self.Id, new DateTimeOffset(self.StartTime.ToUniversalTime()).AddSeconds(5))));
    }

    [Fact]
    public void A_process_that_began_after_the_lock_is_another_one()
    {
        using var self = Process.GetCurrentProcess();
        Assert.Equal(LockHolder.Gone, Judge.Judge(Lock(self.Id, new DateTimeOffset(self.StartTime.ToUniversalTime()).AddMinutes(-5))));
    }

    [Fact]
    public void A_process_that_is_not_there_is_gone()
    {
        using var ended = Process.Start("true");
        ended.WaitForExit();
        Assert.Equal(LockHolder.Gone, Judge.Judge(Lock(ended.Id, TimeProvider.System.GetUtcNow())));
    }

    [Fact]
    public void Of_another_host_nothing_is_known() =>
        Assert.Equal(LockHolder.OtherHost, Judge.Judge(Lock(1, TimeProvider.System.GetUtcNow()) with { Host = "elsewhere" }));

    private static StackLock Lock(int pid, DateTimeOffset since) => new("root", Environment.MachineName, pid, since);
}
