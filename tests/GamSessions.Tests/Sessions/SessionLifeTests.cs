using GamAgent.Protocol;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using GamSessions.Tests.Store;
using TestKit;

namespace GamSessions.Tests.Sessions;

public sealed class SessionLifeTests
{
    [Fact]
    public async Task A_session_is_ready_only_when_the_probe_has_reached_it()
    {
        await using var bench = await SessionsBench.StartAsync();
        var reached = new TaskCompletionSource();
        bench.Probe.Wait = reached.Task.WaitAsync;

        var session = await bench.CreateAsync();
        await Eventually.True("the engine is done", () => bench.Engine.Calls.Contains("provision over"));
        Assert.Equal(SessionStatus.Starting, (await bench.FindAsync(session.Id)).Status);

        reached.SetResult();
        Assert.NotNull((await bench.WaitForAsync(session.Id, SessionStatus.Ready)).ReadyAt);
        Assert.Equal(SessionStatus.Ready, (await bench.Sessions.WaitWhileStartingAsync(session.Id, TimeSpan.FromSeconds(1), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_session_that_is_not_ready_by_its_deadline_fails_and_is_removed()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Probe.Wait = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var session = await bench.CreateAsync();

        var failed = await bench.WaitForAsync(session.Id, SessionStatus.Failed, TimeSpan.FromSeconds(30));
        Assert.Equal(EndReason.Timeout, failed.Reason);
        Assert.Contains("the test said no", failed.Message, StringComparison.Ordinal);
        Assert.Contains("remove", bench.Engine.Calls);
    }

    [Fact]
    public async Task An_engine_that_fails_gives_its_reason_and_its_words()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Engine.Provision = (_, _) => throw new ProvisioningException(EndReason.ImagePull, "no such image");
        var session = await bench.CreateAsync();

        var failed = await bench.WaitForAsync(session.Id, SessionStatus.Failed);
        Assert.Equal((EndReason.ImagePull, "no such image"), (failed.Reason, failed.Message));
        Assert.NotNull(failed.EndedAt);
        Assert.Contains("remove", bench.Engine.Calls);
    }

    [Fact]
    public async Task A_fault_of_the_engine_is_an_internal_failure()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Engine.Provision = (_, _) => throw new InvalidDataException("secret detail");
        var session = await bench.CreateAsync();

        var failed = await bench.WaitForAsync(session.Id, SessionStatus.Failed);
        Assert.Equal(EndReason.Internal, failed.Reason);
        Assert.DoesNotContain("secret detail", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_that_fails_is_tried_again_and_the_session_is_not_shown_as_gone_meanwhile()
    {
        await using var bench = await SessionsBench.StartAsync();
        var failures = 3;
        bench.Engine.Remove = _ => failures-- > 0 ? throw new IOException("409") : Task.CompletedTask;
        var session = await bench.CreateReadyAsync();

        await bench.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        await Eventually.True("the first removal failed", () => failures == 2);
        Assert.Equal(SessionStatus.Ending, (await bench.FindAsync(session.Id)).Status);

        Assert.Equal(EndReason.Deleted, (await bench.WaitForAsync(session.Id, SessionStatus.Ended, TimeSpan.FromSeconds(1))).Reason);
        Assert.Equal(4, bench.Engine.Calls.Count(call => call == "remove"));
    }

    [Fact]
    public async Task The_agent_is_told_the_reason_before_anything_is_removed()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Link.EndsWhenTold = false;
        var session = await bench.CreateReadyAsync();

        await bench.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        await Eventually.True("the agent was told", () => !bench.Link.Ends.IsEmpty);
        Assert.Equal(EndReason.Deleted, bench.Link.Ends.Single().Reason);
        Assert.DoesNotContain("remove", bench.Engine.Calls);

        bench.Link.End(EndReason.Deleted);
        await bench.WaitForAsync(session.Id, SessionStatus.Ended);
    }

    [Fact]
    public async Task An_agent_that_does_not_end_within_its_grace_is_removed_all_the_same()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Link.EndsWhenTold = false;
        var session = await bench.CreateReadyAsync();

        await bench.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        await bench.WaitForAsync(session.Id, SessionStatus.Ended, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_end_that_a_crash_interrupted_is_told_to_the_agent_by_the_next_process_once_its_link_is_up()
    {
        await using var bench = await SessionsBench.StartAsync(
            engine: new FakeEngine { SessionsOutliveControlPlane = true },
            before: async store => await store.TryAddAsync(
                TemporaryStore.NewSession("was-ending", status: SessionStatus.Ending) with { Reason = EndReason.Idle }, 10, 10, CancellationToken.None),
            link: link => link.Unreachable = true);
        await Eventually.True("it was tried", () => bench.Link.Tried > 0);
        Assert.DoesNotContain("remove", bench.Engine.Calls);

        bench.Link.Unreachable = false;
        // In small steps: the time that passes is also that of the try that goes on.
        await bench.WaitForAsync("was-ending", SessionStatus.Ended, TimeSpan.FromMilliseconds(100));
        Assert.Equal(EndReason.Idle, bench.Link.Ends.Single().Reason);
        Assert.Equal(EndReason.Idle, (await bench.FindAsync("was-ending")).Reason);
    }

    [Fact]
    public async Task An_end_that_a_crash_interrupted_goes_on_at_once_where_there_is_no_agent()
    {
        await using var bench = await SessionsBench.StartAsync(
            engine: new FakeEngine { SessionsOutliveControlPlane = true, Agent = null },
            before: async store => await store.TryAddAsync(
                TemporaryStore.NewSession("was-ending", status: SessionStatus.Ending) with { Reason = EndReason.Idle }, 10, 10, CancellationToken.None),
            link: link => link.Unreachable = true);

        Assert.Equal(EndReason.Idle, (await bench.WaitForAsync("was-ending", SessionStatus.Ended)).Reason);
        Assert.Empty(bench.Link.Ends);
    }

    [Fact]
    public async Task The_first_reason_counts()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Link.EndsWhenTold = false;
        var session = await bench.CreateReadyAsync();

        await bench.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        var again = await bench.Sessions.EndAsync(session.Id, EndReason.Idle, CancellationToken.None);
        Assert.Equal((SessionStatus.Ending, EndReason.Deleted), (again!.Status, again.Reason!.Value));

        bench.Link.End(EndReason.Deleted);
        await bench.WaitForAsync(session.Id, SessionStatus.Ended);
        Assert.Equal(EndReason.Deleted, (await bench.Sessions.EndAsync(session.Id, EndReason.Idle, CancellationToken.None))!.Reason);
        Assert.Null(await bench.Sessions.EndAsync("no-such-session", EndReason.Deleted, CancellationToken.None));
        Assert.Null(await bench.Sessions.EndAsync("../etc", EndReason.Deleted, CancellationToken.None));
    }

    [Fact]
    public async Task A_session_that_is_deleted_while_it_starts_is_removed_after_its_start_was_given_up()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Engine.Provision = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var session = await bench.CreateAsync();
        await Eventually.True("it is being set up", () => bench.Engine.Calls.Contains("provision"));

        await bench.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        Assert.Equal(EndReason.Deleted, (await bench.WaitForAsync(session.Id, SessionStatus.Ended)).Reason);
        Assert.Equal(["provision", "provision over", "remove"], bench.Engine.Calls.Where(call => !call.StartsWith("reconcile", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_session_that_the_engine_lost_ends_with_the_engines_reason()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();

        bench.Engine.Notice(new ProvisionerNotice(session.Id, ProvisionerNoticeKind.Lost, EndReason.PodLost, "evicted"));
        var ended = await bench.WaitForAsync(session.Id, SessionStatus.Ended);
        Assert.Equal((EndReason.PodLost, "evicted"), (ended.Reason, ended.Message));
    }

    [Fact]
    public async Task A_session_that_the_engine_lost_before_it_was_ready_has_failed()
    {
        await using var bench = await SessionsBench.StartAsync();
        bench.Probe.Wait = token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var session = await bench.CreateAsync();

        bench.Engine.Notice(new ProvisionerNotice(session.Id, ProvisionerNoticeKind.Lost, EndReason.CrashLoop, "it said ouch"));
        var failed = await bench.WaitForAsync(session.Id, SessionStatus.Failed);
        Assert.Equal((EndReason.CrashLoop, "it said ouch"), (failed.Reason, failed.Message));
    }

    [Fact]
    public async Task A_replaced_agent_is_dialled_again_and_the_life_of_the_session_stays_as_it_is()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(5));

        bench.Engine.Notice(new ProvisionerNotice(session.Id, ProvisionerNoticeKind.AgentReplaced));
        await Eventually.True("the link dials again", () => bench.Link.Redialled == 1);
        Assert.Equal(session.ExpiresAt, (await bench.FindAsync(session.Id)).ExpiresAt);
    }

    [Fact]
    public async Task How_a_runner_s_container_ended_is_told_to_the_clients_and_harms_nobody_without_a_link()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();

        bench.Engine.Notice(new ProvisionerNotice(session.Id, ProvisionerNoticeKind.RunnerEnded, Message: "OOMKilled"));
        await Eventually.Equal(1, () => bench.Link.Notes.Count, "it is told");
        Assert.Equal(new NoteRequest(ExitReason.RunnerLost, "OOMKilled"), bench.Link.Notes.Single());

        bench.Link.Unreachable = true;
        bench.Engine.Notice(new ProvisionerNotice(session.Id, ProvisionerNoticeKind.RunnerEnded, Message: new string('x', 5000)));
        bench.Engine.Notice(new ProvisionerNotice(session.Id, ProvisionerNoticeKind.AgentReplaced));
        await Eventually.Equal(1, () => bench.Link.Redialled, "the next notice is read");
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);
    }

    [Fact]
    public async Task Live_sessions_of_a_host_that_went_away_end_as_host_lost_and_all_others_stay_as_they_were()
    {
        var live = TemporaryStore.NewSession("was-live", status: SessionStatus.Starting);
        var over = TemporaryStore.NewSession("was-over", status: SessionStatus.Ended);
        await using var bench = await SessionsBench.StartAsync(before: async store =>
        {
            await store.TryAddAsync(live, 10, 10, CancellationToken.None);
            await store.TryAddAsync(over, 10, 10, CancellationToken.None);
        });

        Assert.Equal((SessionStatus.Ended, EndReason.HostLost), await StateOf("was-live"));
        Assert.Equal((SessionStatus.Ended, EndReason.Deleted), await StateOf("was-over"));
        Assert.Equal("reconcile was-live", bench.Engine.Calls.First());

        async Task<(SessionStatus, EndReason?)> StateOf(string id) => await bench.FindAsync(id) is var s ? (s.Status, s.Reason) : default;
    }

    [Fact]
    public async Task A_stop_ends_local_sessions_as_host_lost_and_lets_no_create_in()
    {
        await using var bench = await SessionsBench.StartAsync();
        var session = await bench.CreateReadyAsync();

        await bench.StopAsync();
        var ended = await bench.FindAsync(session.Id);
        Assert.Equal((SessionStatus.Ended, EndReason.HostLost), (ended.Status, ended.Reason));
        Assert.Equal(EndReason.HostLost, bench.Link.Ends.Single().Reason);
        await Assert.ThrowsAsync<SessionsUnavailableException>(() => bench.CreateAsync());
    }

    [Fact]
    public async Task A_stop_leaves_sessions_that_outlive_the_control_plane_alone()
    {
        await using var bench = await SessionsBench.StartAsync(engine: new FakeEngine { SessionsOutliveControlPlane = true });
        var session = await bench.CreateReadyAsync();

        await bench.StopAsync();
        Assert.Equal(SessionStatus.Ready, (await bench.FindAsync(session.Id)).Status);
        Assert.Empty(bench.Link.Ends);
        Assert.DoesNotContain("remove", bench.Engine.Calls);
    }

    [Fact]
    public async Task Changes_of_status_are_told_in_order_also_to_those_who_come_back()
    {
        await using var bench = await SessionsBench.StartAsync();
        await using var changes = bench.Feed.ListenAsync(null, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var first = changes.MoveNextAsync();
        var session = await bench.CreateReadyAsync();
        Assert.True(await first);
        Assert.Equal(SessionStatus.Starting, changes.Current.Session.Status);
        Assert.True(await changes.MoveNextAsync());
        var ready = changes.Current;
        Assert.Equal(SessionStatus.Ready, ready.Session.Status);
        await bench.Sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None);
        await bench.WaitForAsync(session.Id, SessionStatus.Ended);

        List<SessionStatus> later = [];
        await foreach (var change in bench.Feed.ListenAsync(ready.Id, TestContext.Current.CancellationToken))
        {
            later.Add(change.Session.Status);
            if (later.Count == 2)
            {
                break;
            }
        }

        Assert.Equal([SessionStatus.Ending, SessionStatus.Ended], later);
    }
}
