using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Cluster.Tests.Outside;
using Cluster.Tests.Websockets;

namespace Cluster.Tests.Hosting;

/// <summary>The host as a program of this machine, outside the cluster, with a kubeconfig: on this machine's network or on an island.</summary>
internal sealed partial class HostProgram : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkIsland? _island;
    private readonly string _space;
    private readonly Dictionary<string, string?> _environment;
    private readonly HttpClient _http = new() { Timeout = TestCluster.Patience };
    private StartedProgram? _program;

    private HostProgram(string space, IReadOnlyDictionary<string, string?> settings, NetworkIsland? island)
    {
        (_space, _island) = (space, island);
        _environment = new Dictionary<string, string?>
        {
            ["GamSessions__DataFolder"] = _folder.Combine("data"),
            ["GamSessions__Engine"] = "kubernetes",
            ["GamSessions__Exposure"] = "ingress",
            ["GamSessions__PublicUrl"] = new Uri(TestCluster.Ingress, $"/{space}").ToString(),
            ["GamSessions__Access__Mode"] = "apikey",
            ["GamSessions__Access__AllowedHosts__0"] = TestCluster.Ingress.Host,
            ["GamSessions__Access__AllowedHosts__1"] = island?.Inside.ToString() ?? "127.0.0.1",
            ["GamSessions__Kubernetes__Namespace"] = space,
            ["GamSessions__Kubernetes__AgentImage"] = TestCluster.AgentImage,
            ["GamSessions__Images__default-gam-image"] = TestCluster.GamImage,
        };
        foreach (var (name, value) in settings)
        {
            _environment[name] = value;
        }
    }

    /// <summary>It, as its clients see it.</summary>
    public ReachedPlatform Reached => new(_http, _space, () => Task.FromResult(Printed));

    private string Printed => $"{_program?.Output.Text}\n{_program?.Errors.Text}";

    /// <summary>Starts it with a key and waits until it can take sessions.</summary>
    /// <param name="space">The namespace of its sessions.</param>
    /// <param name="settings">Settings over those of the tests, as variables.</param>
    /// <param name="island">Where it runs; null for this machine's own network.</param>
    public static async Task<HostProgram> Start(string space, IReadOnlyDictionary<string, string?> settings, NetworkIsland? island = null)
    {
        var host = new HostProgram(space, settings, island);
        try
        {
            if (!settings.ContainsKey("KUBECONFIG"))
            {
                host._environment["KUBECONFIG"] = host._folder.Write("kubeconfig", (await RoleAccount.Create(space)).ToJsonString());
            }

            await host.Begin();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task Begin()
    {
        await using (var keys = Launch(["keys", "add", "tests"]))
        {
            Assert.True(await keys.WaitForEverything(TestCluster.Patience) == 0, keys.Errors.Text);
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys.Output.Text.Trim());
        }

        // An island has all its ports free.
        _program = Launch(["--urls", _island is null ? "http://127.0.0.1:0" : $"http://{_island.Inside}:5080"]);
        try
        {
            var line = await _program.Output.WaitForLine(text => Address().IsMatch(text), TestCluster.Patience);
            _http.BaseAddress = new Uri(Address().Match(line).Value + "/");
            await Eventually.True("the host is ready", IsReady, TestCluster.Patience);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message}\n{Printed}");
        }
    }

    private StartedProgram Launch(string[] arguments) =>
        _island?.Start(AgentPrograms.Host, arguments, _environment) ?? StartedProgram.Start(AgentPrograms.Host, arguments, _environment, Path.GetTempPath());

    private async Task<bool> IsReady()
    {
        Assert.False(_program!.HasExited, "The host ended.");
        using var answer = await _http.GetAsync("readyz");
        return answer.IsSuccessStatusCode;
    }

    [GeneratedRegex(@"http://\d+\.\d+\.\d+\.\d+:\d+")]
    private static partial Regex Address();
}
