using Cluster.Tests.Websockets;

namespace Cluster.Tests.Outside;

/// <summary>The control plane outside the cluster, with a kubeconfig and no way to pods.</summary>
public sealed class OutsideTests
{
    [Fact]
    public async Task A_host_that_reaches_only_the_api_server_and_the_ingress_serves_sessions()
    {
        TestCluster.Require();
        NetworkIsland.Require();
        await using var host = await OutsideHost.Start();
        Assert.True(await host.ReachesItsServers());

        await WebsocketPart.Check(host.Reached, async (created, _) =>
        {
            var pod = (await Kubectl.Get("pods", "-n", host.Reached.Space, "-l", $"session_id={created.Text("session.id")}")).At("items.0");
            Assert.False(await host.Reaches(pod.Text("status.podIP"), 8077));
        });
    }
}
