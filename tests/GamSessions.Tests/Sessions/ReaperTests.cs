using GamAgent.Protocol;
using GamSessions.Sessions;

namespace GamSessions.Tests.Sessions;

public sealed class ReaperTests
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_idle_session_ends_by_the_agents_own_age()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();

        bench.Link.IdleMs = (long)IdleTimeout.TotalMilliseconds;
        await bench.LookAsync();

        Assert.Equal(EndReason.Idle, (await bench.WaitForAsync(session.Id, SessionStatus.Ended)).Reason);
        Assert.Equal((long)IdleTimeout.TotalMilliseconds, Assert.Single(bench.Link.Ends).IfIdleMs);
    }

    [Fact]
    public async Task A_keystroke_between_the_question_and_the_end_wins()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();

        bench.Link.IdleMs = (long)IdleTimeout.TotalMilliseconds;
        bench.Link.IdleMsAtEnd = 0;
        await bench.LookAsync();

        Assert.Single(bench.Link.Ends);
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);
    }

    [Fact]
    public async Task A_session_whose_command_runs_is_never_idle()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();
        bench.Link.IdleMs = 0;

        for (var elapsed = TimeSpan.Zero; elapsed < IdleTimeout * 4; elapsed += TimeSpan.FromMinutes(1))
        {
            bench.Time.Advance(TimeSpan.FromMinutes(1));
            await bench.LookAsync();
        }

        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);
        Assert.Empty(bench.Link.Ends);
        Assert.InRange(bench.Link.Asked, 1, 10);
    }

    [Fact]
    public async Task A_session_that_cannot_be_reached_is_not_idle()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();
        bench.Link.IdleMs = (long)IdleTimeout.TotalMilliseconds;
        bench.Link.Unreachable = true;

        bench.Time.Advance(IdleTimeout * 2);
        await bench.LookAsync();
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);

        bench.Link.Unreachable = false;
        await bench.LookAsync();
        Assert.Equal(EndReason.Idle, (await bench.WaitForAsync(session.Id, SessionStatus.Ended)).Reason);
    }

    [Fact]
    public async Task A_life_ends_at_its_limit_and_not_before()
    {
        await using var bench = await SessionsBench.StartAsync(options => options.Limits.IdleTimeout = null);
        var session = await bench.CreateReadyAsync(new SessionConfig(MaxMinutes: 60));

        bench.Time.Advance(TimeSpan.FromMinutes(60) - Tick);
        await bench.LookAsync();
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);

        bench.Time.Advance(Tick);
        await bench.LookAsync();
        Assert.Equal(EndReason.MaxLifetime, (await bench.WaitForAsync(session.Id, SessionStatus.Ended)).Reason);
        Assert.Equal(EndReason.MaxLifetime, bench.Link.Ends.Single().Reason);
    }

    [Fact]
    public async Task A_clock_that_is_set_ends_no_life()
    {
        await using var bench = await SessionsBench.StartAsync(options => options.Limits.IdleTimeout = null);
        var session = await bench.CreateReadyAsync(new SessionConfig(MaxMinutes: 60));

        bench.Time.SetForwardBy = TimeSpan.FromDays(1);
        await bench.LookAsync();
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);
    }

    [Fact]
    public async Task An_extended_life_goes_on()
    {
        await using var bench = await SessionsBench.StartAsync(options => options.Limits.IdleTimeout = null);
        var session = await bench.CreateReadyAsync(new SessionConfig(MaxMinutes: 60));
        bench.Time.Advance(TimeSpan.FromMinutes(50));
        await bench.Sessions.ExtendAsync(session.Id, 30, CancellationToken.None);

        bench.Time.Advance(TimeSpan.FromMinutes(15));
        await bench.LookAsync();
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);
    }

    [Fact]
    public async Task Clients_are_warned_a_minute_before_and_told_when_it_is_off()
    {
        await using var bench = await SessionsBench.StartAsync();
        await bench.CreateReadyAsync();
        bench.Link.IdleMs = (long)(IdleTimeout - TimeSpan.FromMinutes(2)).TotalMilliseconds;
        await bench.LookAsync();
        Assert.Empty(bench.Link.Announced);

        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Link.IdleMs = (long)(IdleTimeout - TimeSpan.FromMinutes(1)).TotalMilliseconds;
        await bench.LookAsync();
        await bench.LookAsync();
        var warned = Assert.Single(bench.Link.Announced);
        Assert.Equal((EndReason.Idle, bench.Time.GetUtcNow().AddMinutes(1)), (warned.Reason!.Value, warned.At!.Value));

        bench.Link.IdleMs = 0;
        bench.Time.Advance(Tick);
        await bench.LookAsync();
        Assert.Null(bench.Link.Announced.Last().Reason);
        Assert.Equal(2, bench.Link.Announced.Count);
    }

    [Fact]
    public async Task The_last_use_reaches_the_record()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();
        var used = bench.Time.GetUtcNow().AddMinutes(3);
        bench.Link.LastActivityAt = used;

        await bench.LookAsync();
        Assert.Equal(used, (await bench.FindAsync(session.Id)).LastActivityAt);
    }
}
