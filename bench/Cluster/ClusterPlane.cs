using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TestKit;

namespace Bench.Cluster;

/// <summary>The host outside a cluster, with its sessions in it, in a namespace of the bench's own and with the limits that are about people raised.</summary>
internal sealed partial class ClusterPlane : IAsyncDisposable
{
    // The namespace of one that is done is still going while the next one starts.
    private static int _planes;

    private readonly TemporaryFolder _folder = new();
    private readonly StartedProgram _program;

    private ClusterPlane(string space, string engine)
    {
        Space = space;
        _program = StartedProgram.Start(AgentPrograms.Host, ["--urls", "http://127.0.0.1:0"], new Dictionary<string, string?>
        {
            ["GamSessions__DataFolder"] = _folder.Combine("data"),
            ["GamSessions__Engine"] = engine,
            ["GamSessions__Exposure"] = "ingress",
            ["GamSessions__PublicUrl"] = new Uri(Ingress, $"/{space}").ToString(),
            ["GamSessions__Kubernetes__Namespace"] = space,
            ["GamSessions__Kubernetes__AgentImage"] = AgentImage,
            ["GamSessions__Images__default-gam-image"] = Variable("GAM_TESTS_GAM_IMAGE", "localhost/gam-standin:test"),
            ["GamSessions__Limits__MaxSessionsPerOwner"] = "1000",
            ["GamSessions__Limits__MaxSessions"] = "1000",
            ["GamSessions__Limits__CreatesPerMinute"] = "10000",
            ["GamSessions__Limits__StartDeadline"] = "00:10:00",
            ["PULUMI_CONFIG_PASSPHRASE"] = "of the bench",
            ["PULUMI_HOME"] = _folder.Folder("pulumi-home"),
        }, Path.GetTempPath());
    }

    /// <summary>The namespace.</summary>
    public string Space { get; }

    /// <summary>The ingress controller's address.</summary>
    public static Uri Ingress => new(Variable("GAM_TESTS_INGRESS", "http://127.0.0.1"));

    /// <summary>The agent's image.</summary>
    public static string AgentImage => Variable("GAM_TESTS_AGENT_IMAGE", "localhost/gam-agent:test");

    /// <summary>What the host said.</summary>
    public string Said => $"{_program.Output.Text}\n{_program.Errors.Text}";

    /// <summary>Where the engine pulumi has a session's program; its CLI and plugins are marked with it.</summary>
    public string ProgramFolder(string id) => _folder.Combine("data", "pulumi-programs", id);

    private HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(15) };

    /// <summary>Makes the namespace, starts the host and waits for it.</summary>
    /// <param name="engine">The engine of its sessions.</param>
    public static async Task<ClusterPlane> StartAsync(string engine = "kubernetes")
    {
        var plane = new ClusterPlane(string.Create(CultureInfo.InvariantCulture, $"gam-bench-{engine}-{Environment.ProcessId}-{Interlocked.Increment(ref _planes)}"), engine);
        await KubectlAsync(
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {plane.Space}, labels: {{pod-security.kubernetes.io/enforce: restricted}}}}", "apply", "-f", "-");
        var line = await plane._program.Output.WaitForLine(text => Address().IsMatch(text), TimeSpan.FromMinutes(2));
        plane.Http.BaseAddress = new Uri(Address().Match(line).Value + "/");
        return plane;
    }

    /// <summary>Creates a session and returns once it is ready.</summary>
    public async Task<JsonElement> CreateAsync(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions") { Content = JsonContent.Create(new { name }) };
        request.Headers.Add("Prefer", "wait=50");
        using var answer = await Http.SendAsync(request);
        var body = JsonReading.Parse(await answer.Content.ReadAsStringAsync());
        var id = body.TryAt("session.id")?.GetString() ?? throw new InvalidOperationException($"No session was made: {body}\n{_program.Errors.Text}");
        while (body.At("session").Text("status") == "starting")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            body = await Http.GetFromJsonAsync<JsonElement>($"api/sessions/{id}");
        }

        return body.At("session").Text("status") == "ready" ? body : throw new InvalidOperationException($"A session failed: {body}");
    }

    /// <summary>Address and token of a session's websocket.</summary>
    public Task<JsonElement> WebsocketAsync(string id) => Http.GetFromJsonAsync<JsonElement>($"api/sessions/{id}/websocket");

    /// <summary>Deletes a session and returns when nothing of it is left.</summary>
    public async Task DeleteAsync(string id)
    {
        using var answer = await Http.DeleteAsync($"api/sessions/{id}");
        answer.EnsureSuccessStatusCode();
        while ((await Http.GetFromJsonAsync<JsonElement>($"api/sessions/{id}")).At("session").Text("status") != "ended")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>kubectl, with a text on its standard input.</summary>
    public static async Task<string> KubectlAsync(string input, params string[] arguments)
    {
        await using var kubectl = StartedProgram.Start("kubectl", arguments);
        await kubectl.Write(input);
        kubectl.CloseInput();
        return await kubectl.WaitForEverything(TimeSpan.FromMinutes(10)) == 0
            ? kubectl.Output.Text
            : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {kubectl.Errors.Text}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
        await KubectlAsync("", "delete", "namespace", Space, "--wait=false");
        _folder.Dispose();
    }

    private static string Variable(string name, string standard) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : standard;

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
