using Cluster.Tests.Hosting;
using Cluster.Tests.Outside;

namespace Cluster.Tests.Console;

/// <summary>The console in Chromium: TLS, the platform's Ingress, and the session's own Ingress into its pod.</summary>
public sealed class ConsoleThroughTlsTests
{
    [Fact]
    public async Task A_person_does_everything_through_TLS_and_the_Ingress()
    {
        TestCluster.Require();
        NetworkIsland.Require();
        NodeSuite.Node();

        // On an island as on another machine: a browser gives up what it loads whenever its machine's network changes, and a cluster's
        // node changes with each pod.
        using var folder = new TemporaryFolder();
        await using var island = await NetworkIsland.Create();
        await using var front = new TlsFront(island.Outside, TestCluster.Ingress);
        await using var platform = await PublishedHost.Start("console", new Dictionary<string, string?> { ["Access:Mode"] = "apikey" }, front.Address);
        using var person = await platform.Host.ClientOf("person");
        await NodeSuite.Run("console", "cluster/ingress.test.mjs", new Dictionary<string, string?>
        {
            ["GAM_SESSIONS_TEST_URL"] = new Uri(front.Address, $"{platform.Prefix}/").ToString(),
            ["GAM_SESSIONS_TEST_KEY"] = person.DefaultRequestHeaders.Authorization!.Parameter,
            ["GAM_SESSIONS_TEST_TRUST"] = front.PublicKeyHash,
            ["GAM_SESSIONS_TEST_CHROMIUM"] = island.Launcher(NodeSuite.Chromium(), folder),
        });
    }
}
