using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Connections;

public sealed class ReplayTests
{
    [Fact]
    public async Task A_client_that_comes_back_with_its_last_number_misses_and_repeats_nothing()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, connected) = await agent.Enter();
        await socket.SendText("print users");
        var start = await runner.Start();
        for (var i = 0; i < 50; i++)
        {
            await runner.Print(start.Command, i * 10, $"line {i,4}\n");
        }

        await runner.Exit(start.Command, 500);
        var all = await socket.ReadUntil(EventNames.State, e => e.Data.Text("state") == "idle");
        foreach (var after in (int[])[0, 7, 30])
        {
            var (again, _) = await agent.Enter($"?after={after + connected.Next - 1}&epoch={connected.Epoch}");
            var rest = await again.ReadUntil(EventNames.State, e => e.Data.Text("state") == "idle");
            Assert.Equal(all.Skip(after).Select(e => (e.Seq, e.Event)), rest.Select(e => (e.Seq, e.Event)));
        }

        var (kept, _) = await agent.Enter("?after=0");
        Assert.Equal(1, (await kept.Next()).Seq);
        Assert.Single(await kept.ReadUntil(EventNames.Exit), e => e.Event == EventNames.Exit);
    }

    [Fact]
    public async Task A_header_stands_for_the_query_where_a_proxy_drops_it()
    {
        await using var agent = await TestAgent.Start();
        await agent.Runner();
        await using var socket = await GamSocket.Connect(
            agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session), Headers = new Dictionary<string, string> { [ProtocolVersion.QueryHeader] = "?after=0" } });
        await socket.WaitFor(EventNames.Connected);
        Assert.Equal(1, (await socket.Next()).Seq);
    }

    [Theory]
    [InlineData("?after=5&epoch=another")]
    [InlineData("?epoch=another")]
    [InlineData("?after=1000")]
    public async Task A_client_of_another_journal_is_told_and_gets_this_one_from_its_beginning(string query)
    {
        await using var agent = await TestAgent.Start();
        await agent.Runner();
        var (socket, _) = await agent.Enter(query);
        var gap = await socket.Next();
        Assert.Equal((EventNames.Gap, GapReason.SessionRestarted, null), (gap.Event, gap.Read<GapData>().Reason, gap.Read<GapData>().From));
        Assert.Equal(1, (await socket.Next()).Seq);
    }

    [Fact]
    public async Task What_the_quota_took_is_a_gap_and_the_rest_follows()
    {
        await using var agent = await TestAgent.Start(new() { JournalBytes = 1 << 20 });
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendText("print users");
        var start = await runner.Start();
        var piece = new string('x', 50_000);
        for (var i = 0; i < 60; i++)
        {
            await runner.Print(start.Command, i * piece.Length, piece);
        }

        await runner.Exit(start.Command, 60L * piece.Length);
        await runner.Next<ScriptedRunner.Acknowledgement>();
        var (late, connected) = await agent.Enter("?after=0");
        Assert.True(connected.First > 1);
        var gap = (await late.Next()).Read<GapData>();
        Assert.Equal(((long?)1, GapReason.Quota), (gap.From, gap.Reason));
        Assert.Equal(gap.To + 1, (await late.Next()).Seq);
        await late.WaitFor(EventNames.Exit);
    }

    [Fact]
    public async Task A_client_that_stops_reading_is_closed_with_4408_and_the_others_are_not()
    {
        await using var agent = await TestAgent.Start(new() { StallTimeout = TimeSpan.FromSeconds(10) });
        var runner = await agent.Runner();
        var (good, _) = await agent.Enter();
        var stalled = await agent.Client(read: false);
        await good.SendText("print users");
        var start = await runner.Start();
        var piece = new string('x', 60_000);
        for (var i = 0; i < 400; i++)
        {
            await runner.Print(start.Command, i * piece.Length, piece);
        }

        await runner.Exit(start.Command, 400L * piece.Length);
        Assert.Equal(400 * piece.Length, (await good.ReadUntil(EventNames.Exit)).OutputText().Length);
        var (control, _) = await agent.Enter(role: SessionRole.Control);
        await Eventually.True("the stalled client is gone", async () =>
        {
            await control.SendFrame("status");
            return (await control.WaitFor(EventNames.Status)).Read<StatusData>().Clients == 1;
        });
        stalled.StartReading();
        Assert.Contains((await stalled.Closed()).Code, (int[])[4408, 1006]);
    }
}
