using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Cluster.Tests.Websockets;

namespace Cluster.Tests.Outside;

/// <summary>The host as a program outside the cluster, on an island from which only the API server and the ingress controller can be reached.</summary>
internal sealed class OutsideHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkIsland _island;
    private readonly TestNamespace _space;
    private readonly TcpForwarder _apiServer;
    private readonly TcpForwarder _ingress;
    private readonly HttpClient _http;
    private readonly Dictionary<string, string?> _environment;
    private StartedProgram? _program;

    private OutsideHost(NetworkIsland island, TestNamespace space, Uri apiServer)
    {
        (_island, _space) = (island, space);
        _apiServer = new TcpForwarder(island.Outside, apiServer);
        _ingress = new TcpForwarder(island.Outside, TestCluster.Ingress);
        _http = new HttpClient { BaseAddress = new Uri($"http://{island.Inside}:5080/"), Timeout = TimeSpan.FromMinutes(2) };
        _environment = new Dictionary<string, string?>
        {
            ["KUBECONFIG"] = _folder.Combine("kubeconfig"),
            ["GamSessions__DataFolder"] = _folder.Combine("data"),
            ["GamSessions__Engine"] = "kubernetes",
            ["GamSessions__Exposure"] = "ingress",
            ["GamSessions__PublicUrl"] = new Uri(TestCluster.Ingress, $"/{space.Name}").ToString(),
            ["GamSessions__ProbeUrl"] = $"http://{_ingress.EndPoint}/{space.Name}",
            ["GamSessions__Access__Mode"] = "apikey",
            ["GamSessions__Access__AllowedHosts__0"] = island.Inside.ToString(),
            ["GamSessions__Access__AllowedHosts__1"] = TestCluster.Ingress.Host,
            ["GamSessions__Kubernetes__Namespace"] = space.Name,
            ["GamSessions__Kubernetes__AgentImage"] = TestCluster.AgentImage,
            ["GamSessions__Images__default-gam-image"] = TestCluster.GamImage,
        };
    }

    /// <summary>It, as its clients see it.</summary>
    public ReachedPlatform Reached => new(_http, _space.Name, () => Task.FromResult($"{_program?.Output.Text}\n{_program?.Errors.Text}"));

    /// <summary>Starts it and waits until it can take sessions.</summary>
    public static async Task<OutsideHost> Start()
    {
        var host = new OutsideHost(await NetworkIsland.Create(), await TestNamespace.Create("outside"), await TestCluster.ApiServer());
        try
        {
            await host.Begin();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a program on the island gets a connection to an address.</summary>
    public async Task<bool> Reaches(string address, int port)
    {
        await using var attempt = _island.Start("bash", ["-c", $"exec 3<>/dev/tcp/{address}/{port}"]);
        return await attempt.WaitForExit() == 0;
    }

    /// <summary>The same for the two that it may reach.</summary>
    public async Task<bool> ReachesItsServers() =>
        await Reaches($"{_island.Outside}", _apiServer.EndPoint.Port) && await Reaches($"{_island.Outside}", _ingress.EndPoint.Port);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        await _space.DisposeAsync();
        await _apiServer.DisposeAsync();
        await _ingress.DisposeAsync();
        await _island.DisposeAsync();
        _folder.Dispose();
    }

    private async Task Begin()
    {
        await WriteKubeConfig();
        await using (var keys = _island.Start(AgentPrograms.Host, ["keys", "add", "tests"], _environment))
        {
            Assert.True(await keys.WaitForEverything(TimeSpan.FromMinutes(2)) == 0, keys.Errors.Text);
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys.Output.Text.Trim());
        }

        _program = _island.Start(AgentPrograms.Host, ["--urls", $"http://{_island.Inside}:5080"], _environment);
        try
        {
            await Eventually.True("the host is ready", IsReady, TimeSpan.FromMinutes(2));
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message}\n{_program.Output.Text}\n{_program.Errors.Text}");
        }
    }

    /// <summary>The tests' own kubeconfig, with the way round over the island's one address.</summary>
    private async Task WriteKubeConfig()
    {
        var config = JsonNode.Parse(await Kubectl.Run("config", "view", "--minify", "--flatten", "--raw", "-o", "json"))!;
        var cluster = config["clusters"]![0]!["cluster"]!;
        cluster["tls-server-name"] ??= new Uri((string)cluster["server"]!).Host;
        cluster["server"] = $"https://{_apiServer.EndPoint}";
        File.WriteAllText(_folder.Combine("kubeconfig"), config.ToJsonString());
    }

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await _http.GetAsync("readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            Assert.False(_program!.HasExited, $"The host ended: {_program.Errors.Text}");
            return false;
        }
    }
}
