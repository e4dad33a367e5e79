using GamSessions.Provisioning.Local;

namespace GamSessions.Tests.Provisioning.Local;

public sealed class CrashPolicyTests
{
    [Fact]
    public void A_program_that_keeps_ending_waits_ever_longer_and_is_given_up()
    {
        var policy = new CrashPolicy();
        List<TimeSpan?> pauses = [.. Enumerable.Range(0, 7).Select(_ => policy.AfterEnd(TimeSpan.FromSeconds(1), 1))];

        Assert.Equal([.. Enumerable.Range(0, 6).Select(n => (TimeSpan?)TimeSpan.FromMilliseconds(100 << n)), null], pauses);
    }

    [Fact]
    public void One_that_ran_for_a_minute_starts_afresh()
    {
        var policy = new CrashPolicy();
        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(policy.AfterEnd(TimeSpan.FromMinutes(1), 139));
        }
    }

    [Fact]
    public void One_that_ended_in_good_order_is_not_hurried() =>
        Assert.Equal(TimeSpan.FromSeconds(2), new CrashPolicy().AfterEnd(TimeSpan.FromSeconds(1), 0));
}
