namespace Cluster.Tests.Hosting;

/// <summary>
/// A control plane beside the cluster that clients reach through the cluster's ingress controller, behind a path prefix of its own: a
/// Service of its namespace stands for it, and an Ingress leads there for every path that no session's rule takes.
/// </summary>
internal sealed class PublishedHost : IAsyncDisposable
{
    private readonly TcpForwarder _door;

    private PublishedHost(ClusterHost host, string prefix, TcpForwarder door) => (Host, Prefix, _door) = (host, prefix, door);

    /// <summary>The control plane.</summary>
    public ClusterHost Host { get; }

    /// <summary>Its path prefix, as <c>/gam</c>.</summary>
    public string Prefix { get; }

    /// <summary>A websocket's address behind the ingress controller.</summary>
    /// <param name="path">The path below the prefix.</param>
    public Uri At(string path) => WithoutPrefix(Prefix + path);

    /// <summary>The same, with nothing before the path.</summary>
    public static Uri WithoutPrefix(string path) => new UriBuilder(TestCluster.Ingress) { Scheme = TestCluster.Ingress.Scheme == "https" ? "wss" : "ws", Path = path }.Uri;

    /// <summary>Starts it and waits until the ingress controller leads to it.</summary>
    /// <param name="purpose">A word for its namespace.</param>
    /// <param name="settings">Settings by their keys below <c>GamSessions</c>.</param>
    /// <param name="front">What its clients come by, where something stands in front of the ingress controller.</param>
    public static async Task<PublishedHost> Start(string purpose, IReadOnlyDictionary<string, string?>? settings = null, Uri? front = null)
    {
        TestCluster.Require();
        var prefix = $"/gam-{Guid.NewGuid().ToString("N")[..8]}";
        var host = await ClusterHost.Start(purpose, new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["PublicUrl"] = new Uri(front ?? TestCluster.Ingress, prefix).ToString(),
            ["ProbeUrl"] = front is null ? null : new Uri(TestCluster.Ingress, prefix).ToString(),
        });
        var door = new TcpForwarder(TcpForwarder.LocalAddressTowards((await TestCluster.ApiServer()).Host), host.Reached.Http.BaseAddress!);
        var published = new PublishedHost(host, prefix, door);
        try
        {
            await published.Publish();
            return published;
        }
        catch
        {
            await published.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _door.DisposeAsync();
    }

    private async Task Publish()
    {
        await Kubectl.Apply($$"""
            apiVersion: v1
            kind: Service
            metadata: {name: gam-platform, namespace: {{Host.Space.Name}} }
            spec: {ports: [{name: http, port: 80, targetPort: {{_door.EndPoint.Port}} }]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: gam-platform-1, namespace: {{Host.Space.Name}}, labels: {kubernetes.io/service-name: gam-platform} }
            addressType: IPv4
            ports: [{name: http, protocol: TCP, port: {{_door.EndPoint.Port}} }]
            endpoints: [{addresses: ["{{_door.EndPoint.Address}}"], conditions: {ready: true} }]
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: gam-platform, namespace: {{Host.Space.Name}} }
            spec: {rules: [{http: {paths: [{path: {{Prefix}}, pathType: Prefix, backend: {service: {name: gam-platform, port: {name: http} } } }]} }]}
            """);
        using var http = new HttpClient();
        await Eventually.True("the ingress controller leads to the control plane", async () =>
        {
            using var answer = await http.GetAsync(new Uri(TestCluster.Ingress, $"{Prefix}/healthz"));
            return answer.IsSuccessStatusCode;
        });
    }
}
