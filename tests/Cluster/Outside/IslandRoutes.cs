using System.Text.Json.Nodes;

namespace Cluster.Tests.Outside;

/// <summary>The two ways off an island: the API server and the ingress controller, each forwarded at the island's one address.</summary>
internal sealed class IslandRoutes : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpForwarder _apiServer;
    private readonly TcpForwarder _ingress;

    private IslandRoutes(NetworkIsland island, Uri apiServer)
    {
        _apiServer = new TcpForwarder(island.Outside, apiServer);
        _ingress = new TcpForwarder(island.Outside, TestCluster.Ingress);
    }

    /// <summary>The ports that lead on.</summary>
    public IReadOnlyList<int> Ports => [_apiServer.EndPoint.Port, _ingress.EndPoint.Port];

    /// <summary>Opens both.</summary>
    public static async Task<IslandRoutes> Open(NetworkIsland island)
    {
        var routes = new IslandRoutes(island, await TestCluster.ApiServer());

        // The tests' own kubeconfig, with the way round.
        var config = JsonNode.Parse(await Kubectl.Run("config", "view", "--minify", "--flatten", "--raw", "-o", "json"))!;
        var cluster = config["clusters"]![0]!["cluster"]!;
        cluster["tls-server-name"] ??= new Uri((string)cluster["server"]!).Host;
        cluster["server"] = $"https://{routes._apiServer.EndPoint}";
        routes._folder.Write("kubeconfig", config.ToJsonString());
        return routes;
    }

    /// <summary>What a host on the island has to be told.</summary>
    /// <param name="space">The namespace of its sessions, which is their path prefix too.</param>
    public IReadOnlyDictionary<string, string?> Settings(string space) => new Dictionary<string, string?>
    {
        ["KUBECONFIG"] = _folder.Combine("kubeconfig"),
        ["GamSessions__ProbeUrl"] = $"http://{_ingress.EndPoint}/{space}",
    };

    public async ValueTask DisposeAsync()
    {
        await _apiServer.DisposeAsync();
        await _ingress.DisposeAsync();
        _folder.Dispose();
    }
}
