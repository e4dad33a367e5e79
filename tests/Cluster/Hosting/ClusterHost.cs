using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cluster.Tests.Websockets;

namespace Cluster.Tests.Hosting;

/// <summary>The host program beside the cluster, with a namespace of its own; it can be killed and started again with the same data.</summary>
internal sealed partial class ClusterHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment;
    private HttpClient? _http;
    private StartedProgram? _program;

    private ClusterHost(TestNamespace space, IReadOnlyDictionary<string, string?> settings)
    {
        Space = space;
        _environment = new Dictionary<string, string?>
        {
            ["GamSessions__Engine"] = "kubernetes",
            ["GamSessions__Exposure"] = "ingress",
            ["GamSessions__PublicUrl"] = TestCluster.Ingress.ToString(),
            ["GamSessions__DataFolder"] = _folder.Combine("data"),
            ["GamSessions__Kubernetes__Namespace"] = space.Name,
            ["GamSessions__Kubernetes__AgentImage"] = TestCluster.AgentImage,
            ["GamSessions__Images__default-gam-image"] = TestCluster.GamImage,
            ["GamSessions__Limits__MaxSessionsPerOwner"] = "100",
            ["GamSessions__Limits__CreatesPerMinute"] = "1000",
            ["GamSessions__Limits__StartDeadline"] = TestCluster.Patience.ToString("c", CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in settings)
        {
            Set(key, value);
        }
    }

    /// <summary>Where its sessions are.</summary>
    public TestNamespace Space { get; }

    /// <summary>It, as its clients see it.</summary>
    public ReachedPlatform Reached => new(Http, Space.Name, () => Task.FromResult(Log));

    private HttpClient Http => _http ?? throw new InvalidOperationException("The host has not been started.");

    private string Log => $"{_program?.Output.Text}\n{_program?.Errors.Text}";

    /// <summary>Starts one, with settings by their keys below <c>GamSessions</c>.</summary>
    /// <param name="purpose">A word for its namespace's name.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="prepare">What has to be in the namespace before it starts.</param>
    /// <param name="apiServer">Where it reaches the API server, if not directly.</param>
    public static async Task<ClusterHost> Start(
        string purpose, IReadOnlyDictionary<string, string?>? settings = null, Func<TestNamespace, Task>? prepare = null, Uri? apiServer = null)
    {
        TestCluster.Require();
        var host = new ClusterHost(await TestNamespace.Create(purpose), settings ?? new Dictionary<string, string?>());
        try
        {
            await host.TakeAccount(apiServer);
            if (prepare is not null)
            {
                await prepare(host.Space);
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

    /// <summary>Starts it (again).</summary>
    public async Task Begin()
    {
        _program = StartedProgram.Start(AgentPrograms.Host, ["--urls", "http://127.0.0.1:0"], _environment, _folder.Path);
        string line;
        try
        {
            line = await _program.Output.WaitForLine(text => Address().IsMatch(text), TestCluster.Patience);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message}\n{Log}");
            throw;
        }

        _http?.Dispose();
        _http = new HttpClient { BaseAddress = new Uri($"{Address().Match(line).Value}/"), Timeout = TestCluster.Patience };
    }

    /// <summary>Another setting, from the next start on.</summary>
    public void Set(string key, string? value) => _environment[$"GamSessions__{key.Replace(":", "__", StringComparison.Ordinal)}"] = value;

    /// <summary>Kills it with SIGKILL.</summary>
    public async Task Kill()
    {
        if (_program is { } program)
        {
            program.Signal(Signals.Kill);
            await program.WaitForExit();
            await program.DisposeAsync();
        }
    }

    /// <summary>Makes a session that is ready, and returns its id; however long that takes.</summary>
    public async Task<string> CreateReady(string name = "Cluster", object? body = null)
    {
        var (status, answer) = await Create(name, body);
        Assert.True(status is HttpStatusCode.Created or HttpStatusCode.Accepted, $"{status}: {answer}\n{Log}");
        var id = answer.Text("session.id");
        var session = await Reached.Settled(id);
        Assert.True(session.Text("status") == "ready", $"{session}\n{Log}");
        return id;
    }

    /// <summary>Asks for a session and returns the answer, which comes when it is no longer starting or, on a busy node, before that.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> Create(string name = "Cluster", object? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions") { Content = JsonContent.Create(body ?? new { name }) };
        request.Headers.Add("Prefer", "wait=50");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonReading.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>Waits until a session has a status, and returns it.</summary>
    public async Task<JsonElement> WaitFor(string id, params string[] statuses)
    {
        JsonElement last = default;
        await Eventually.True(
            $"session {id} is {string.Join(" or ", statuses)}",
            async () =>
            {
                last = await Reached.Session(id);
                return statuses.Contains(last.Text("status"));
            },
            TestCluster.Patience);
        return last;
    }

    /// <summary>All sessions, newest first, as id and status.</summary>
    public async Task<IReadOnlyList<string>> List() =>
        [.. (await Http.GetFromJsonAsync<JsonElement>("api/sessions", TestContext.Current.CancellationToken)).At("sessions").EnumerateArray().Select(session => $"{session.Text("id")} {session.Text("status")}")];

    /// <summary>Opens a session's websocket with a token that is new.</summary>
    public async Task<GamSocket> Open(string id, string query = "")
    {
        var info = await Http.GetFromJsonAsync<JsonElement>($"api/sessions/{id}/websocket", TestContext.Current.CancellationToken);
        return await GamSocket.Connect(new Uri(info.Text("url") + query), new GamSocketOptions { Token = info.Text("token") });
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        await Space.DisposeAsync();
        _folder.Dispose();
    }

    // Under the rights that an installation has; the tests alone look at the cluster as its administrator.
    private async Task TakeAccount(Uri? apiServer)
    {
        var config = await RoleAccount.Create(Space.Name);
        if (apiServer is not null)
        {
            config["clusters"]![0]!["cluster"] = new JsonObject { ["server"] = apiServer.ToString() };
        }

        _environment["KUBECONFIG"] = _folder.Write("kubeconfig", config.ToJsonString());
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
