using GamAgent.Protocol;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Pulumi.Gate;
using GamSessions.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace GamSessions.Pulumi.Tests;

/// <summary>Only so many operations at once, since each takes half a GiB; who waits, waits in order and for a limited time.</summary>
public sealed class OperationGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_twenty_asked_for_at_once_as_many_run_as_the_setting_says_and_all_get_their_turn_in_order()
    {
        using var gate = Gate(3, out var notices);
        int inside = 0, most = 0;
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 20).Select(number => (Number: number, Entered: gate.EnterAsync($"s{number}", Token))).ToList();
        Assert.Equal(3, waiting.Count(entry => entry.Entered.IsCompleted));
        while (waiting.Count > 0)
        {
            await Task.WhenAny(waiting.Select(entry => entry.Entered)).Within("a turn comes");
            var entered = waiting.Where(entry => entry.Entered.IsCompleted).ToList();
            inside = entered.Count;
            most = Math.Max(most, inside);
            foreach (var entry in entered)
            {
                order.Add(entry.Number);
                waiting.Remove(entry);
            }

            foreach (var entry in entered)
            {
                (await entry.Entered).Dispose();
            }

            await Task.WhenAll(waiting.Take(3).Select(entry => entry.Entered)).Within("the next have their turn");
        }

        Assert.Equal(3, most);
        Assert.Equal(Enumerable.Range(0, 20), order);

        // Each that had to wait was told as waiting once, and then no more.
        var told = new Dictionary<string, List<bool>>(StringComparer.Ordinal);
        while (notices.Reader.TryRead(out var notice))
        {
            Assert.Equal(SessionCondition.QueuedForEngine, notice.Condition);
            (told.TryGetValue(notice.SessionId, out var list) ? list : told[notice.SessionId] = []).Add(notice.Holds);
        }

        Assert.Equal(17, told.Count);
        Assert.All(told.Values, list => Assert.Equal([true, false], list));
    }

    [Fact]
    public async Task One_that_gives_up_takes_no_place()
    {
        using var gate = Gate(1, out _);
        var first = await gate.EnterAsync("first", Token);
        using var stop = new CancellationTokenSource();
        var second = gate.EnterAsync("second", stop.Token);
        var third = gate.EnterAsync("third", Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose();
        using var place = await third.Within("the third has its turn");
        Assert.False(gate.EnterAsync("fourth", Token).IsCompleted);
    }

    [Fact]
    public async Task A_turn_that_does_not_come_in_time_is_a_timeout_that_names_the_setting()
    {
        var time = new FakeTimeProvider();
        using var gate = Gate(1, out _, time);
        using var place = await gate.EnterAsync("first", Token);
        var entering = gate.EnterAsync(Specs.New(), Token);
        time.Advance(TimeSpan.FromMinutes(11));
        var failure = await Assert.ThrowsAsync<ProvisioningException>(() => entering.Within("the wait ends"));
        Assert.Equal(EndReason.Timeout, failure.Reason);
        Assert.Contains("Pulumi:QueueTimeout", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_deadline_of_a_start_stands_still_while_it_waits_for_its_turn()
    {
        var time = new FakeTimeProvider();
        using var gate = Gate(1, out _, time);
        var place = await gate.EnterAsync("first", Token);
        using var deadline = new StartDeadline(TimeSpan.FromSeconds(10), time);
        var entering = gate.EnterAsync(Specs.New() with { Deadline = deadline }, Token);
        time.Advance(TimeSpan.FromMinutes(5));
        place.Dispose();
        using var turn = await entering.Within("the turn comes");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(deadline.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(deadline.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task Small_calls_have_places_of_their_own_and_no_more_than_the_others()
    {
        using var gate = Gate(1, out _);
        using var place = await gate.EnterAsync("first", Token);
        using var small = await gate.EnterSmallAsync(Token);
        Assert.False(gate.EnterSmallAsync(Token).IsCompleted);
    }

    private static OperationGate Gate(int most, out QueueNotices notices, TimeProvider? time = null) => new(
        Microsoft.Extensions.Options.Options.Create(new GamSessionsOptions { Pulumi = new PulumiOptions { MaxConcurrent = most } }),
        notices = new QueueNotices(),
        time ?? TimeProvider.System);
}
