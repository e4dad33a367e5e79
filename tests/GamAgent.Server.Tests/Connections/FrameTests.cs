using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using TestKit;

namespace GamAgent.Server.Tests.Connections;

public sealed class FrameTests
{
    [Fact]
    public async Task Ping_is_answered_with_the_same_data_for_a_viewer_too()
    {
        await using var agent = await TestAgent.Start();
        var (socket, _) = await agent.Enter(role: SessionRole.Viewer);
        await socket.SendText("""{"event":"ping","data":{"n":[1,"é"]}}""");
        var pong = await socket.Next();
        Assert.Equal(EventNames.Pong, pong.Event);
        Assert.Equal("é", pong.Data.Text("n.1"));
        await socket.SendText("""{"event":"ping"}""");
        Assert.Equal(JsonValueKind.Undefined, (await socket.Next()).Data.ValueKind);
    }

    [Fact]
    public async Task Frames_beyond_a_role_are_forbidden()
    {
        await using var agent = await TestAgent.Start();
        var (viewer, _) = await agent.Enter(role: SessionRole.Viewer);
        var (operates, _) = await agent.Enter();
        await viewer.SendText("info domain");
        Assert.Equal("forbidden", (await viewer.WaitFor(EventNames.Error)).Data.Text("code"));
        foreach (var frame in (string[])
            ["""{"event":"status"}""", """{"event":"end","data":{"reason":"deleted","graceSeconds":1}}""", """{"event":"kick","data":{"subject":"x"}}"""])
        {
            await operates.SendText(frame);
            Assert.Equal("forbidden", (await operates.WaitFor(EventNames.Error)).Data.Text("code"));
        }
    }

    [Fact]
    public async Task What_cannot_be_read_is_bad_frame_and_the_socket_stays_open()
    {
        await using var agent = await TestAgent.Start();
        var (socket, _) = await agent.Enter();
        await socket.Send(new byte[] { 1, 2, 3 }, WebSocketMessageType.Binary);
        Assert.Equal("bad-frame", (await socket.WaitFor(EventNames.Error)).Data.Text("code"));
        await socket.SendText("""{"event":"exec","data":{"args":["info"],"sudo":true}}""");
        var error = (await socket.WaitFor(EventNames.Error)).Read<ErrorData>();
        Assert.Equal(ErrorCode.BadFrame, error.Code);
        Assert.Contains("data.sudo", error.Message, StringComparison.Ordinal);
        await socket.SendText("""{"event":"ping"}""");
        await socket.WaitFor(EventNames.Pong);
    }

    [Fact]
    public async Task A_frame_over_the_limit_closes_that_socket_with_1009_and_no_other()
    {
        await using var agent = await TestAgent.Start();
        var (big, _) = await agent.Enter();
        var (other, _) = await agent.Enter();
        await big.SendText(new string('x', 70_000));
        Assert.Equal(1009, (await big.Closed()).Code);
        await other.SendText("""{"event":"ping"}""");
        await other.WaitFor(EventNames.Pong);
    }

    [Fact]
    public async Task Frames_over_the_rate_are_not_executed_and_ten_of_them_close_with_4429()
    {
        await using var agent = await TestAgent.Start(new() { FrameBurst = 5, FramesPerSecond = 1 });
        var (socket, _) = await agent.Enter();
        for (var i = 0; i < 30; i++)
        {
            try
            {
                await socket.SendText("""{"event":"ping"}""");
            }
            catch (WebSocketException)
            {
                break;
            }
        }

        var closed = await socket.Closed();
        Assert.Equal(4429, closed.Code);
        var first = await socket.WaitFor(EventNames.Error);
        Assert.Equal("rate-limited", first.Data.Text("code"));
    }

    [Fact]
    public async Task A_kicked_subject_is_closed_with_4403_and_its_old_tokens_are_good_no_more()
    {
        await using var agent = await TestAgent.Start();
        var (control, _) = await agent.Enter(role: SessionRole.Control, subject: "plane");
        var (bad, _) = await agent.Enter(subject: "mallory");
        var (good, _) = await agent.Enter(subject: "alice");
        // Older than the kick, by whole seconds as tokens count them.
        var old = agent.Tokens.For(TestAgent.Session, subject: "mallory");
        await control.SendFrame("kick", new { subject = "mallory" });
        Assert.Equal(4403, (await bad.Closed()).Code);
        await using var again = await GamSocket.Connect(agent.Uri(), new GamSocketOptions { Token = old });
        Assert.Equal(4403, (await again.Closed()).Code);
        await good.SendText("""{"event":"ping"}""");
        await good.WaitFor(EventNames.Pong);
    }

    [Fact]
    public async Task New_keys_take_the_place_of_the_old_ones()
    {
        await using var agent = await TestAgent.Start();
        using var newer = new TestTokens("newer");
        var (control, _) = await agent.Enter(role: SessionRole.Control);
        await control.SendFrame("keys", new { jwks = "{\"keys\":[]}" });
        Assert.Equal("bad-frame", (await control.WaitFor(EventNames.Error)).Data.Text("code"));
        await control.SendFrame("keys", new { jwks = newer.Jwks });
        await control.SendFrame("status");
        await control.WaitFor(EventNames.Status);
        await GamSocket.Refused(agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session) });
        await using var socket = await GamSocket.Connect(agent.Uri(), new GamSocketOptions { Token = newer.For(TestAgent.Session) });
        await socket.WaitFor(EventNames.Connected);
    }

    [Fact]
    public async Task A_closing_is_told_to_all_and_to_those_who_come_later_until_it_is_taken_back()
    {
        await using var agent = await TestAgent.Start();
        var (control, _) = await agent.Enter(role: SessionRole.Control);
        var (client, _) = await agent.Enter();
        await control.SendText("""{"event":"closing","data":{"reason":"idle","at":"2030-01-02T03:04:05Z"}}""");
        Assert.Equal(EndReason.Idle, (await client.WaitFor(EventNames.Closing)).Read<ClosingData>().Reason);
        var (later, _) = await agent.Enter();
        await later.WaitFor(EventNames.Closing);
        await control.SendText("""{"event":"closing","data":{}}""");
        Assert.Equal("closing-withdrawn", (await client.WaitFor(EventNames.State)).Data.Text("reason"));

        await control.SendText("""{"event":"note","data":{"reason":"runner-lost","message":"OOMKilled (exit code 137)"}}""");
        var note = (await client.WaitFor(EventNames.State)).Read<StateData>();
        Assert.Equal(("runner-lost", "OOMKilled (exit code 137)"), (note.Reason, note.Message));
        await later.WaitFor(EventNames.State);
        var (last, _) = await agent.Enter();
        await last.SendText("""{"event":"ping"}""");
        Assert.Equal(EventNames.Pong, (await last.Next()).Event);
    }
}
