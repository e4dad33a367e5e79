using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using GamSessions.Tests.Sessions;
using GamSessions.Tests.Store;
using Microsoft.Extensions.Logging.Abstractions;
using TestKit;

namespace GamSessions.Tests.AgentLink;

public sealed class AgentLinkTests
{
    [Fact]
    public async Task Every_event_is_handed_on_once_and_in_order_across_reconnects()
    {
        await using var bench = await Bench.StartAsync();
        var first = await bench.Agent.NextAsync();
        Assert.Equal("?after=0", first.Query);
        await first.ConnectedAsync("e1", 3);
        await first.EventAsync(1);
        await first.EventAsync(2);
        await bench.Observer.WaitForAsync("e1:1", "e1:2");
        first.Abort();

        var second = await bench.Agent.NextAsync();
        Assert.Equal("?after=2&epoch=e1", second.Query);
        await second.ConnectedAsync("e1", 4);
        await second.EventAsync(2);
        await second.EventAsync(3);
        await bench.Observer.WaitForAsync("e1:1", "e1:2", "e1:3");
    }

    [Fact]
    public async Task A_new_epoch_is_read_from_its_beginning()
    {
        await using var bench = await Bench.StartAsync();
        var first = await bench.Agent.NextAsync();
        await first.ConnectedAsync("e1", 2);
        await first.EventAsync(1);
        await bench.Observer.WaitForAsync("e1:1");
        first.Abort();

        var second = await bench.Agent.NextAsync();
        await second.ConnectedAsync("e2", 2);
        await second.SayAsync("""{"event":"gap","data":{"from":null,"to":null,"reason":"session-restarted"}}""");
        await second.EventAsync(1);
        await bench.Observer.WaitForAsync("e1:1", "e2:gap", "e2:1");
    }

    [Fact]
    public async Task A_gap_moves_the_position_on()
    {
        await using var bench = await Bench.StartAsync();
        var first = await bench.Agent.NextAsync();
        await first.ConnectedAsync("e1", 12);
        await first.SayAsync("""{"event":"gap","data":{"from":1,"to":10,"reason":"quota"}}""");
        await first.EventAsync(11);
        await bench.Observer.WaitForAsync("e1:gap", "e1:11");
    }

    [Fact]
    public async Task A_journal_is_read_on_from_where_the_observers_remember_it()
    {
        await using var bench = await Bench.StartAsync(new JournalPosition("e1", 7));
        var agent = await bench.Agent.NextAsync();
        Assert.Equal("?after=7&epoch=e1", agent.Query);
        await agent.ConnectedAsync("e1", 9);
        await agent.EventAsync(8);
        await bench.Observer.WaitForAsync("e1:8");
    }

    [Fact]
    public async Task A_recording_slower_than_the_agent_will_wait_for_is_dropped_by_it_and_goes_on_where_it_was()
    {
        await using var bench = await Bench.StartAsync();
        bench.Observer.Gate = new TaskCompletionSource();
        var first = await bench.Agent.NextAsync();
        await first.ConnectedAsync("e1", 4);
        await first.EventAsync(1);
        await first.EventAsync(2);
        await first.CloseAsync(CloseCodes.TooSlow, "too slow");
        bench.Observer.Gate.SetResult();

        var second = await bench.Agent.NextAsync();
        Assert.Equal("?after=2&epoch=e1", second.Query);
        await second.ConnectedAsync("e1", 4);
        await second.EventAsync(3);
        await bench.Observer.WaitForAsync("e1:1", "e1:2", "e1:3");
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_questions()
    {
        await using var bench = await Bench.StartAsync();
        var agent = await bench.Agent.NextAsync();
        await agent.ConnectedAsync("e1", 1);
        await Eventually.True("the link is up", () => bench.Link.State is AgentState.Idle);

        var one = bench.Link.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal("status", (await agent.ReceiveAsync()).Text("event"));
        var two = bench.Link.GetStatusAsync(TestContext.Current.CancellationToken);
        Assert.Equal("status", (await agent.ReceiveAsync()).Text("event"));
        await agent.SayAsync(Status(1));
        await agent.SayAsync(Status(2));
        Assert.Equal((1, 2), ((await one).IdleMs, (await two).IdleMs));

        static string Status(int idle) =>
            $$$$"""{"event":"status","data":{"state":"idle","conditions":[],"idleMs":{{{{idle}}}},"clients":0,"journal":{"epoch":"e1","first":1,"next":1,"bytes":0}}}""";
    }

    [Fact]
    public async Task A_question_whose_connection_breaks_fails_at_once()
    {
        await using var bench = await Bench.StartAsync();
        var agent = await bench.Agent.NextAsync();
        await agent.ConnectedAsync("e1", 1);
        await Eventually.True("the link is up", () => bench.Link.State is AgentState.Idle);

        var asked = bench.Link.GetStatusAsync(TestContext.Current.CancellationToken);
        await agent.ReceiveAsync();
        agent.Abort();
        await Assert.ThrowsAsync<AgentUnreachableException>(() => asked.Within("the question fails"));
    }

    [Fact]
    public async Task Without_a_connection_nothing_can_be_asked()
    {
        await using var bench = await Bench.StartAsync();
        await bench.Agent.NextAsync();

        await Assert.ThrowsAsync<AgentUnreachableException>(() => bench.Link.GetStatusAsync(TestContext.Current.CancellationToken));
        Assert.Null(bench.Link.State);
    }

    [Fact]
    public async Task Control_frames_are_written_as_the_protocol_has_them()
    {
        await using var bench = await Bench.StartAsync();
        var agent = await bench.Agent.NextAsync();
        await agent.ConnectedAsync("e1", 1);
        await Eventually.True("the link is up", () => bench.Link.State is AgentState.Idle);
        var cancelled = TestContext.Current.CancellationToken;

        await bench.Link.EndAsync(new EndRequest(EndReason.MaxLifetime, 12, 1800000), cancelled);
        Assert.Equal("""{"event":"end","data":{"reason":"max-lifetime","graceSeconds":12,"ifIdleMs":1800000}}""", (await agent.ReceiveAsync()).GetRawText());
        await bench.Link.KickAsync("ann", cancelled);
        Assert.Equal("""{"event":"kick","data":{"subject":"ann"}}""", (await agent.ReceiveAsync()).GetRawText());
        await bench.Link.UpdateKeysAsync("{}", cancelled);
        Assert.Equal("""{"event":"keys","data":{"jwks":"{}"}}""", (await agent.ReceiveAsync()).GetRawText());
        await bench.Link.AnnounceAsync(new ClosingRequest(EndReason.Idle, DateTimeOffset.UnixEpoch), cancelled);
        Assert.Equal("""{"event":"closing","data":{"reason":"idle","at":"1970-01-01T00:00:00+00:00"}}""", (await agent.ReceiveAsync()).GetRawText());
        await bench.Link.AnnounceAsync(new ClosingRequest(null, null), cancelled);
        Assert.Equal("""{"event":"closing","data":{}}""", (await agent.ReceiveAsync()).GetRawText());
    }

    [Fact]
    public async Task Another_journal_is_told_to_its_clients_with_the_engine_s_words_once_and_the_same_one_is_not()
    {
        await using var bench = await Bench.StartAsync(new JournalPosition("e1", 7), outlives: true);
        var first = await bench.Agent.NextAsync();
        await first.ConnectedAsync("e1", 9);
        await Eventually.True("the link is up", () => bench.Link.State is AgentState.Idle);
        await bench.Link.NoteAsync(new NoteRequest(ExitReason.RunnerLost, "the first frame that it gets"), TestContext.Current.CancellationToken);
        Assert.Equal("""{"event":"note","data":{"reason":"runner-lost","message":"the first frame that it gets"}}""", (await first.ReceiveAsync()).GetRawText());
        first.Abort();

        bench.Engine.Why = new string('x', 5000);
        var second = await bench.Agent.NextAsync();
        await second.ConnectedAsync("e2", 1);
        var note = await second.ReceiveAsync();
        Assert.Equal(("note", "pod-lost"), (note.Text("event"), note.Text("data.reason")));
        Assert.Equal(NoteRequest.MaxMessageLength, note.Text("data.message").Length);
        second.Abort();

        var third = await bench.Agent.NextAsync();
        await third.ConnectedAsync("e2", 1);
        await Eventually.True("the link is up", () => bench.Link.State is AgentState.Idle);
        await bench.Link.KickAsync("ann", TestContext.Current.CancellationToken);
        Assert.Equal("kick", (await third.ReceiveAsync()).Text("event"));
    }

    [Fact]
    public async Task An_agent_that_ended_its_session_is_not_dialled_again_and_its_reason_is_known()
    {
        await using var bench = await Bench.StartAsync();
        var agent = await bench.Agent.NextAsync();
        await agent.ConnectedAsync("e1", 1);
        await agent.CloseAsync(CloseCodes.Ended, "pod-lost");

        Assert.Equal(EndReason.PodLost, await bench.Link.AgentEnded.Within("the end is known"));
    }

    [Fact]
    public async Task An_agent_that_goes_away_is_dialled_again()
    {
        await using var bench = await Bench.StartAsync();
        var agent = await bench.Agent.NextAsync();
        await agent.ConnectedAsync("e1", 1);
        await agent.CloseAsync(CloseCodes.GoingAway, "going away");

        await bench.Agent.NextAsync();
        Assert.False(bench.Link.AgentEnded.IsCompleted);
    }

    [Fact]
    public async Task Conditions_and_the_last_use_come_from_the_journal()
    {
        await using var bench = await Bench.StartAsync();
        var agent = await bench.Agent.NextAsync();
        await agent.ConnectedAsync("e1", 1);
        await agent.EventAsync(1, "state", """{"state":"running","conditions":["throttled"]}""");
        await agent.EventAsync(2, "started", """{"id":"c","args":[],"by":"ann","pid":1}""");
        await bench.Observer.WaitForAsync("e1:1", "e1:2");

        Assert.Equal(AgentState.Running, bench.Link.State);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero), bench.Link.LastActivityAt);
        var session = (await bench.Store.Sessions.FindAsync("s", CancellationToken.None))!;
        Assert.Equal([SessionCondition.Throttled], session.Conditions);
        Assert.Equal("e1", session.Epoch);
    }

    private sealed class Bench : IAsyncDisposable
    {
        private Bench(ScriptedAgent agent, TemporaryStore store, JournalPosition? position, bool outlives)
        {
            Observer = new RecordingObserver { Position = position };
            Agent = agent;
            Store = store;
            Engine = new FakeEngine { Agent = new AgentEndpoint(agent.Address, null), SessionsOutliveControlPlane = outlives };
            var records = new SessionRecords(store.Sessions, new SessionFeed(TimeProvider.System), new SteadyClock(TimeProvider.System), []);
            var links = new AgentLinks(
                Engine,
                store.Get<ISessionTokenIssuer>(),
                records,
                [Observer],
                Microsoft.Extensions.Options.Options.Create(new GamSessionsOptions()),
                TimeProvider.System,
                NullLogger<GamSessions.AgentLink.AgentLink>.Instance);
            Link = links.Open("s");
        }

        public FakeEngine Engine { get; }

        public ScriptedAgent Agent { get; }

        public TemporaryStore Store { get; }

        public RecordingObserver Observer { get; }

        public IAgentLink Link { get; }

        public static async Task<Bench> StartAsync(JournalPosition? position = null, bool outlives = false)
        {
            var store = await TemporaryStore.OpenAsync();
            await store.Sessions.TryAddAsync(TemporaryStore.NewSession("s"), 10, 10, CancellationToken.None);
            return new Bench(await ScriptedAgent.StartAsync(), store, position, outlives);
        }

        public async ValueTask DisposeAsync()
        {
            await Link.DisposeAsync();
            await Agent.DisposeAsync();
            await Store.DisposeAsync();
        }
    }
}
