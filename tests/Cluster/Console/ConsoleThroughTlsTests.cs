using Browser.Tests.Node;
using Cluster.Tests.Install;

namespace Cluster.Tests.Console;

/// <summary>The console in Chromium: TLS, the platform's Ingress, and the session's own Ingress into its pod.</summary>
public sealed class ConsoleThroughTlsTests
{
    [Fact]
    public async Task A_person_does_everything_through_TLS_and_the_Ingress()
    {
        TestCluster.Require();
        NodeSuite.RequireChromium();
        await using var front = new TlsFront(TestCluster.Ingress);
        await using var platform = await InstalledPlatform.Install(front.Address);
        await NodeSuite.Run("console", "cluster/ingress.test.mjs", new Dictionary<string, string?>
        {
            ["GAM_SESSIONS_TEST_URL"] = $"{front.Address}{platform.Space}/",
            ["GAM_SESSIONS_TEST_KEY"] = platform.Http.DefaultRequestHeaders.Authorization!.Parameter,
        });
    }
}
