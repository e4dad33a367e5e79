using System.Text.Json;
using GamAgent.Protocol;

namespace Cluster.Tests.Websockets;

/// <summary>What a session's websocket owes wherever the control plane runs: the conformance suite's part about it, by REST and real routes.</summary>
internal static class WebsocketPart
{
    /// <summary>Goes through a session's life; returns the answer to its create, for what a test wants to do in the middle of it.</summary>
    public static async Task Check(ReachedPlatform platform, Func<JsonElement, GamSocket, Task>? inTheMiddle = null)
    {
        var created = await platform.Create("Websocket part");
        var id = created.Text("session.id");
        await using var first = await ReachedPlatform.Open(created, "?after=0");
        await using var second = await ReachedPlatform.Open(created, "?after=0");

        var connected = (await first.WaitFor(EventNames.Connected)).Read<ConnectedData>();
        Assert.Equal(id, connected.SessionId);
        var pods = (await Kubectl.Get("pods", "-n", platform.Space, "-l", $"session_id={id}")).At("items");
        Assert.Equal(pods.Text("0.metadata.uid"), connected.AgentId);

        var one = await first.Run("gam info domain");
        Assert.Equal(0, one[^1].Read<ExitData>().ExitCode);
        Assert.NotEmpty(one.OutputText());
        Assert.Equal(one.OutputText(), (await second.ReadUntil(EventNames.Exit)).OutputText());
        await using (var third = await ReachedPlatform.Open(created, $"?after={one.First(e => e.Event == EventNames.Started).Seq}"))
        {
            Assert.Equal(one.OutputText(), (await third.ReadUntil(EventNames.Exit)).OutputText());
        }

        // What goes by the control plane reaches the same agent: it is the route for every session, with any exposure.
        await using (var routed = await platform.OpenByControlPlane(created))
        {
            Assert.Equal(connected.AgentId, (await routed.WaitFor(EventNames.Connected)).Read<ConnectedData>().AgentId);
        }

        if (inTheMiddle is not null)
        {
            await inTheMiddle(created, first);
        }

        await first.SendCommand("gam silence 600");
        await first.WaitFor(EventNames.Started);
        await platform.Delete(id);
        Assert.Equal(ExitReason.SessionEnded, (await first.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        Assert.Equal(new SocketClose(CloseCodes.Ended, "deleted"), await first.Closed());
        await Eventually.True("the session has ended", async () => (await platform.Session(id)).Text("status") == "ended");
        await platform.IsGone(id);
        await using var late = await platform.OpenByControlPlane(created);
        Assert.Equal(new SocketClose(CloseCodes.EndedEarlier, "deleted"), await late.Closed());
    }
}
