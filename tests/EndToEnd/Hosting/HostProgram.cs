using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TestKit.OpenApi;

namespace EndToEnd.Tests.Hosting;

/// <summary>The host as a program of its own, started as a person would start it, on a free port with a data folder of its own.</summary>
internal sealed partial class HostProgram : IAsyncDisposable
{
    private readonly StartedProgram _program;

    private HostProgram(StartedProgram program, Uri url)
    {
        _program = program;
        Url = url;
        // Every answer that a test gets is held against the host's own OpenAPI document.
        Http = new HttpClient(new ContractHandler(new SocketsHttpHandler(), new Uri(url, "openapi/v1.json")))
        {
            BaseAddress = url,
            Timeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>A client for its REST API.</summary>
    public HttpClient Http { get; }

    /// <summary>Its pid.</summary>
    public int Pid => _program.Pid;

    /// <summary>What it printed.</summary>
    public string Printed => _program.Output.Text + _program.Errors.Text;

    /// <summary>What it and all it started printed on standard output.</summary>
    public CapturedOutput Output => _program.Output;

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<HostProgram> Start(
        string dataFolder, IReadOnlyDictionary<string, string?>? settings = null, string? program = null, IEnumerable<string>? arguments = null)
    {
        var started = Launch(dataFolder, settings, program, arguments);
        try
        {
            var line = await started.Output.WaitForLine(text => Address().IsMatch(text), TimeSpan.FromMinutes(2));
            var host = new HostProgram(started, new Uri(Address().Match(line).Value + "/"));
            await Eventually.True("the host is ready", async () => await host.IsReady());
            return host;
        }
        catch (InvalidOperationException e)
        {
            var errors = started.Errors.Text;
            await started.DisposeAsync();
            throw new InvalidOperationException($"The host did not start: {e.Message}\n{errors}", e);
        }
    }

    /// <summary>Starts it and does not wait: for starts that fail.</summary>
    public static StartedProgram Launch(
        string dataFolder, IReadOnlyDictionary<string, string?>? settings = null, string? program = null, IEnumerable<string>? arguments = null)
    {
        Dictionary<string, string?> environment = new(settings ?? new Dictionary<string, string?>());
        environment["GamSessions__DataFolder"] = dataFolder;
        environment.TryAdd("GAM_PATH", AgentPrograms.StandInGam);
        environment.TryAdd("GAMCFGDIR", null);
        return StartedProgram.Start(
            program ?? AgentPrograms.Host, [.. arguments ?? ["--urls", "http://127.0.0.1:0"]], environment, Path.GetTempPath());
    }

    /// <summary>Creates a session and waits until it is ready; returns the whole answer.</summary>
    public async Task<JsonElement> Create(string name = "My Session", object? config = null)
    {
        using var answer = await Http.PostAsJsonAsync("api/sessions", new { name, image = "default-gam-image", config = config ?? new { } });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, $"{answer.StatusCode}: {body}\n{Printed}");
        return JsonReading.Parse(body);
    }

    /// <summary>Creates a session; its id and a token for it.</summary>
    public async Task<(string Id, string Token)> CreateWithToken(object? config = null)
    {
        var created = await Create(config: config);
        return (created.Text("session.id"), created.Text("websocketInfo.token"));
    }

    /// <summary>Creates a session and returns its id.</summary>
    public async Task<string> CreateId(string name = "My Session", object? config = null) => (await Create(name, config)).Text("session.id");

    /// <summary>A session as the API shows it.</summary>
    public async Task<JsonElement> Session(string id) => (await Get($"api/sessions/{id}")).At("session");

    /// <summary>Waits for a session's status.</summary>
    public async Task<JsonElement> WaitForStatus(string id, string status)
    {
        JsonElement last = default;
        await Eventually.True($"session {id} is {status}", async () => (last = await Session(id)).Text("status") == status);
        return last;
    }

    /// <summary>The body of a GET that succeeds.</summary>
    public async Task<JsonElement> Get(string path)
    {
        using var answer = await Http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}: {body}");
        return JsonReading.Parse(body);
    }

    /// <summary>Opens a websocket to a session, as a client on the loopback may: without a token.</summary>
    public Task<GamSocket> Open(string id, long? after = null, GamSocketOptions? options = null) =>
        GamSocket.Connect(SocketUri(id, after), options ?? new GamSocketOptions { OfferSubprotocol = false });

    /// <summary>A session's websocket address.</summary>
    public Uri SocketUri(string id, long? after = null) =>
        new($"ws://{Url.Authority}/ws/session/{id}/{(after is null ? "" : $"?after={after}")}");

    /// <summary>Ctrl-C, as a terminal sends it: to the program's whole group would be the test's own; so to the program alone.</summary>
    public async Task<int> Interrupt()
    {
        _program.Signal(Signals.Interrupt);
        return await _program.WaitForExit();
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _program.Signal(Signals.Kill);
        await _program.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
    }

    [GeneratedRegex(@"http://(127\.0\.0\.1|localhost|\[::1\]):\d+")]
    private static partial Regex Address();

    private async Task<bool> IsReady()
    {
        try
        {
            using var answer = await Http.GetAsync("readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
