using System.Globalization;
using Cluster.Tests.Hosting;
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
        await using var space = await TestNamespace.Create("outside");
        await using var island = await NetworkIsland.Create();
        await using var routes = await IslandRoutes.Open(island, space.Name);
        foreach (var port in routes.Ports)
        {
            Assert.True(await Reaches(island, island.Outside.ToString(), port));
        }

        await using var host = await HostProgram.Start(space.Name, routes.Settings(space.Name), island);
        await WebsocketPart.Check(host.Reached, async (created, _) =>
        {
            var pod = (await Kubectl.Get("pods", "-n", space.Name, "-l", $"session_id={created.Text("session.id")}")).At("items.0");
            Assert.False(await Reaches(island, pod.Text("status.podIP"), 8077));
        });
    }

    private static async Task<bool> Reaches(NetworkIsland island, string address, int port)
    {
        await using var attempt = island.Start("bash", ["-c", string.Create(CultureInfo.InvariantCulture, $"exec 3<>/dev/tcp/{address}/{port}")]);
        return await attempt.WaitForExit() == 0;
    }
}
