using Cluster.Tests.Hosting;
using Cluster.Tests.Outside;

namespace Cluster.Tests.SocketIo;

/// <summary>Socket.IO with unmodified clients through the cluster's ingress controller, behind a path prefix, into a session in a pod.</summary>
public sealed class IngressTests
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task In_Node_and_in_Chromium_over_each_transport_cut_in_the_middle_of_output_and_after_its_token_expired_a_client_gets_every_event_once()
    {
        TestCluster.Require();
        NetworkIsland.Require();

        // A browser gives up its connections whenever its machine's network changes: on an island nothing changes.
        using var folder = new TemporaryFolder();
        await using var island = await NetworkIsland.Create();
        var (browser, endpoint) = await NodePrograms.StartBrowser(island.Launcher(NodeSuite.Chromium(), folder));
        await using var _ = browser;
        await using var platform = await PublishedHost.Start("socketio", new Dictionary<string, string?>
        {
            ["Limits:TokenLifetime"] = TokenLifetime.ToString(),
            ["Limits:ClockSkew"] = "00:00:00",
            ["Access:AllowedHosts:0"] = "127.0.0.1",
            ["Access:AllowedHosts:1"] = TestCluster.Ingress.Host,
            ["Access:AllowedHosts:2"] = island.Outside.ToString(),
        });
        var id = (await platform.Host.Reached.Create("Socket.IO")).Text("session.id");
        await using var scenario = new CutScenario(island.Outside, new Uri(TestCluster.Ingress, $"{platform.Prefix}/"), id, null, endpoint);
        await scenario.Play(async () => (await platform.Host.WebsocketInfo(id)).Text("token"), TokenLifetime);
    }
}
