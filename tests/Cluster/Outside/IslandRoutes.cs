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

    /// <summary>Opens both, the first for an account with the rights of an installation.</summary>
    /// <param name="island">Where from.</param>
    /// <param name="space">The namespace of the sessions.</param>
    public static async Task<IslandRoutes> Open(NetworkIsland island, string space)
    {
        var routes = new IslandRoutes(island, await TestCluster.ApiServer());

        // With the way round.
        var config = await RoleAccount.Create(space);
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
