using GamAgent.Protocol;
using GamSessions.Sessions;
using GamSessions.Store;

namespace GamSessions.Tests.Store;

public sealed class SessionStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_comes_back_as_it_was_stored()
    {
        await using var store = await TemporaryStore.OpenAsync();
        var session = TemporaryStore.NewSession("s-1") with
        {
            Name = "Ann’s “first” 𝄞",
            Status = SessionStatus.Ready,
            Reason = EndReason.MaxLifetime,
            Message = "in words",
            Conditions = [SessionCondition.Throttled, SessionCondition.AskedForInput],
            ReadyAt = new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero).AddTicks(7),
            EndedAt = new DateTimeOffset(2026, 1, 2, 5, 4, 6, TimeSpan.FromHours(2)),
            Config = new SessionConfig(new SessionResources("500m", "512Mi"), 5, 60),
            Credentials = "acme",
            Epoch = "e1",
        };
        Assert.Null(await store.Sessions.TryAddAsync(session, 10, 100, Stop));

        var found = await store.Sessions.FindAsync("s-1", Stop);

        Assert.NotNull(found);
        Assert.Equal(session.Conditions, found.Conditions);
        Assert.Equal(session with { Conditions = found.Conditions }, found);
        Assert.Null(await store.Sessions.FindAsync("s-2", Stop));
    }

    [Fact]
    public async Task Sessions_survive_a_restart()
    {
        await using var first = await TemporaryStore.OpenAsync();
        await first.Sessions.TryAddAsync(TemporaryStore.NewSession("s-1"), 10, 100, Stop);

        await using var second = await TemporaryStore.OpenAsync(first.Folder);

        Assert.Equal("s-1", Assert.Single(await second.Sessions.ListLiveAsync(Stop)).Id);
    }

    [Fact]
    public async Task Concurrent_creates_never_pass_the_limit_of_an_owner()
    {
        await using var store = await TemporaryStore.OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            Task.Run(() => store.Sessions.TryAddAsync(TemporaryStore.NewSession($"s-{i}"), 5, 100, Stop), Stop)));

        Assert.Equal(5, results.Count(r => r is null));
        Assert.Equal(35, results.Count(r => r is SessionLimit.Owner));
        Assert.Equal(5, (await store.Sessions.ListLiveAsync(Stop)).Count);
    }

    [Fact]
    public async Task Concurrent_creates_of_two_instances_never_pass_the_limit_of_all()
    {
        await using var one = await TemporaryStore.OpenAsync();
        await using var two = await TemporaryStore.OpenAsync(one.Folder);

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(
            () => (i % 2 == 0 ? one : two).Sessions.TryAddAsync(TemporaryStore.NewSession($"s-{i}", $"owner-{i}"), 5, 7, Stop), Stop)));

        Assert.Equal(7, results.Count(r => r is null));
        Assert.Equal(23, results.Count(r => r is SessionLimit.All));
    }

    [Fact]
    public async Task Ended_sessions_count_against_no_limit()
    {
        await using var store = await TemporaryStore.OpenAsync();
        Assert.Null(await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-1"), 1, 100, Stop));
        Assert.Equal(SessionLimit.Owner, await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-2"), 1, 100, Stop));

        await store.Sessions.UpdateAsync("s-1", s => s with { Status = SessionStatus.Ended }, Stop);

        Assert.Null(await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-2"), 1, 100, Stop));
    }

    [Fact]
    public async Task Concurrent_changes_of_one_session_are_all_kept()
    {
        await using var one = await TemporaryStore.OpenAsync();
        await using var two = await TemporaryStore.OpenAsync(one.Folder);
        await one.Sessions.TryAddAsync(TemporaryStore.NewSession("s-1") with { Message = "" }, 10, 100, Stop);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            () => (i % 2 == 0 ? one : two).Sessions.UpdateAsync("s-1", s => s with { Message = s.Message + (char)('a' + i) }, Stop), Stop)));

        var session = await one.Sessions.FindAsync("s-1", Stop);
        Assert.Equal("abcdefghijklmnopqrst", new string([.. session!.Message!.Order()]));
        Assert.Equal(20, session.Version);
    }

    [Fact]
    public async Task A_change_that_gives_null_writes_nothing()
    {
        await using var store = await TemporaryStore.OpenAsync();
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-1"), 10, 100, Stop);

        var session = await store.Sessions.UpdateAsync("s-1", _ => null, Stop);

        Assert.Equal(0, session!.Version);
        Assert.Null(await store.Sessions.UpdateAsync("s-2", s => s, Stop));
    }

    [Fact]
    public async Task Pages_hold_every_session_once_the_newest_first_even_at_the_same_instant()
    {
        await using var store = await TemporaryStore.OpenAsync();
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 11; i++)
        {
            await store.Sessions.TryAddAsync(TemporaryStore.NewSession($"s-{i:00}", createdAt: start.AddSeconds(i / 4)), 100, 100, Stop);
        }

        var seen = new List<string>();
        int? page = 1;
        while (page is { } number)
        {
            var found = await store.Sessions.ListAsync(new SessionQuery("ann", null, number, 4), Stop);
            seen.AddRange(found.Sessions.Select(s => s.Id));
            page = found.NextPage;
        }

        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"s-{i:00}").Reverse(), seen);
    }

    [Fact]
    public async Task A_list_shows_one_owner_and_one_status()
    {
        await using var store = await TemporaryStore.OpenAsync();
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-1"), 10, 100, Stop);
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-2", status: SessionStatus.Ended), 10, 100, Stop);
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-3", "bob"), 10, 100, Stop);

        Assert.Equal(["s-2", "s-1"], (await store.Sessions.ListAsync(new SessionQuery("ann"), Stop)).Sessions.Select(s => s.Id));
        Assert.Equal(["s-2"], (await store.Sessions.ListAsync(new SessionQuery(null, SessionStatus.Ended), Stop)).Sessions.Select(s => s.Id));
        Assert.Empty((await store.Sessions.ListAsync(new SessionQuery(null, null, int.MaxValue, 500), Stop)).Sessions);
    }

    [Fact]
    public async Task Only_records_of_sessions_that_ended_long_ago_are_removed()
    {
        await using var store = await TemporaryStore.OpenAsync();
        var old = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-1", status: SessionStatus.Ended, createdAt: old), 10, 100, Stop);
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-2", status: SessionStatus.Failed, createdAt: old.AddDays(2)), 10, 100, Stop);
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s-3", createdAt: old), 10, 100, Stop);

        Assert.Equal(["s-1"], await store.Sessions.RemoveEndedBeforeAsync(old.AddDays(1), Stop));

        Assert.Equal(["s-2", "s-3"], (await store.Sessions.ListAsync(new SessionQuery(null), Stop)).Sessions.Select(s => s.Id));
    }
}
