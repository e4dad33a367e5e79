using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Pods;

/// <summary>Pods that somebody deleted, Deployments too.</summary>
public sealed class LostPodTests
{
    [Fact]
    public async Task A_deleted_pod_is_replaced_and_the_session_goes_on_with_a_new_journal()
    {
        await using var host = await ClusterHost.Start("replaced");
        var (_, created) = await host.Create();
        var id = created.Text("session.id");
        await using var socket = await host.Open(id);
        var before = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>();

        await Kubectl.Run("delete", "pod", "-n", host.Space.Name, "-l", $"session_id={id}", "--wait=false");
        Assert.Equal(CloseCodes.GoingAway, (await socket.Closed()).Code);
        GamSocket? next = null;
        await Eventually.True(
            "another pod answers",
            async () =>
            {
                try
                {
                    next = await host.Open(id, $"?after=1&epoch={before.Epoch}");
                    return (await next.WaitFor(EventNames.Connected)).Read<ConnectedData>().AgentId != before.AgentId;
                }
                catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or InvalidOperationException or HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromMinutes(2));
        await using (next)
        {
            Assert.Equal(GapReason.SessionRestarted, (await next!.WaitFor(EventNames.Gap)).Read<GapData>().Reason);
            await Eventually.True("its runner is there", async () => (await next.Run("gam info domain"))[^1].Read<ExitData>().ExitCode == 0);
        }

        Assert.Equal("ready", (await host.Reached.Session(id)).Text("status"));
        await host.Reached.Delete(id);
        await host.Reached.IsGone(id);
    }

    [Fact]
    public async Task Where_a_lost_pod_ends_the_session_it_does_so_with_that_reason()
    {
        await using var host = await ClusterHost.Start("podlost", new Dictionary<string, string?> { ["Kubernetes:OnPodLost"] = "end" });
        var (_, created) = await host.Create();
        var id = created.Text("session.id");

        await Kubectl.Run("delete", "pod", "-n", host.Space.Name, "-l", $"session_id={id}", "--wait=false");
        Assert.Equal("pod-lost", (await host.WaitFor(id, "ended")).Text("reason"));
        await host.Reached.IsGone(id);
    }

    [Fact]
    public async Task A_deployment_that_somebody_deletes_ends_its_session()
    {
        await using var host = await ClusterHost.Start("byhand");
        var (_, created) = await host.Create();
        var id = created.Text("session.id");

        await Kubectl.Run("delete", "deployment", "-n", host.Space.Name, $"gam-session-{id}", "--wait=false");
        var session = await host.WaitFor(id, "ended");
        Assert.Equal("pod-lost", session.Text("reason"));
        Assert.Contains($"gam-session-{id}", session.Text("message"), StringComparison.Ordinal);
        await host.Reached.IsGone(id);
    }
}
