using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace AgentPair.Tests;

/// <summary>A session's two programs as processes of their own, in either form; each can be killed and started again.</summary>
internal sealed class Pair : IAsyncDisposable
{
    // One of its own each: a runner that starts ends whatever carries its session's name.
    public string Session { get; } = $"pair-{Guid.NewGuid():N}"[..30];

    private readonly TemporaryFolder _folder = new();
    private readonly TestTokens _tokens = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly string _serverPath;
    private readonly string _runnerPath;
    private readonly string _program;
    private string _url = "";

    private readonly IReadOnlyDictionary<string, string?> _runnerVariables;
    private readonly IReadOnlyDictionary<string, string> _limits;

    private Pair(
        string serverPath,
        string runnerPath,
        string program,
        IReadOnlyDictionary<string, string?>? runnerVariables,
        IReadOnlyDictionary<string, string>? limits)
    {
        (_serverPath, _runnerPath, _program) = (serverPath, runnerPath, program);
        _runnerVariables = runnerVariables ?? new Dictionary<string, string?>();
        _limits = limits ?? new Dictionary<string, string>();
    }

    public string WorkFolder => _folder.Folder("work");

    public StartedProgram Server { get; private set; } = null!;

    public StartedProgram Runner { get; private set; } = null!;

    /// <summary>Where the server of the moment listens.</summary>
    public Uri Address => new(_url);

    /// <summary>Starts both and waits until a command can be started.</summary>
    /// <param name="form">Their form.</param>
    /// <param name="program">What takes GAM's place.</param>
    /// <param name="runnerVariables">Variables of the runner beside its usual ones, or in place of them.</param>
    /// <param name="limits">Limits of the server by name.</param>
    public static async Task<Pair> Start(
        ProgramForm form,
        string? program = null,
        IReadOnlyDictionary<string, string?>? runnerVariables = null,
        IReadOnlyDictionary<string, string>? limits = null)
    {
        var pair = new Pair(
            await AgentPrograms.Server(form), await AgentPrograms.Runner(form), program ?? AgentPrograms.Dummy, runnerVariables, limits);
        try
        {
            await pair.StartServer();
            pair.StartRunner();
            await using var socket = await pair.Client("?after=0");
            await socket.WaitFor(EventNames.State, e => e.Data.Text("state") == "idle");
            return pair;
        }
        catch (Exception e)
        {
            await pair.DisposeAsync();
            throw new InvalidOperationException($"The pair did not start; its programs say:\n{pair.Printed}", e);
        }
    }

    /// <summary>The processes of a server and its runner, their children included.</summary>
    public int Processes => Server.Processes.Concat(Runner.Processes).Distinct().Count();

    public async Task StartServer()
    {
        var variables = new Dictionary<string, string?>
        {
            [AgentVariables.SessionId] = Session,
            [AgentVariables.Listen] = "http://127.0.0.1:0",
            [AgentVariables.RunnerSocket] = _folder.Combine("r.sock"),
            [AgentVariables.JournalFolder] = _folder.Combine("journal"),
            [AgentVariables.Jwks] = _tokens.Jwks,
            // What is tested here is commands, not the rate at which they may be sent.
            ["GamAgent__Limits__FramesPerSecond"] = "10000",
            ["GamAgent__Limits__FrameBurst"] = "10000",
        };
        foreach (var (name, value) in _limits)
        {
            variables[$"GamAgent__Limits__{name}"] = value;
        }

        Server = StartedProgram.Start(_serverPath, ["serve"], variables);
        _owned.Add(Server);
        var server = Server;
        var line = await Eventually.Get(
            $"the server says where it listens; it says {server.Errors.Text}",
            () => server.Output.Text.Split('\n') is [{ Length: > 0 } first, _, ..] ? first : null);
        _url = JsonSerializer.Deserialize(line, ListeningLineJson.Default.ListeningLine)!.Url;
    }

    public void StartRunner()
    {
        var variables = new Dictionary<string, string?>
        {
            [RunnerVariables.SessionId] = Session,
            [RunnerVariables.Socket] = _folder.Combine("r.sock"),
            [RunnerVariables.GamPath] = _program,
            [RunnerVariables.WorkFolder] = WorkFolder,
            [RunnerVariables.ConfigFolder] = _folder.Folder("config"),
            [RunnerVariables.PassVariables] = "DOTNET_ROOT,TESTKIT_PROGRAM",
            [RunnerVariables.InterruptWait] = "00:00:00.5",
            [RunnerVariables.TerminateWait] = "00:00:00.5",
            [RunnerVariables.DrainWait] = "00:00:00.5",
        };
        foreach (var (name, value) in _runnerVariables)
        {
            variables[name] = value;
        }

        Runner = StartedProgram.Start(_runnerPath, ["run"], variables);
        _owned.Add(Runner);
    }

    /// <summary>All that its programs have printed: their logs.</summary>
    public string Printed => string.Concat(_owned.OfType<StartedProgram>().Select(p => p.Output.Text + p.Errors.Text));

    /// <summary>Files below its folder, the journal's among them, that hold a text.</summary>
    public IReadOnlyList<string> FilesWith(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(f => f != _folder.Combine("r.sock")).Where(f => File.ReadAllBytes(f).AsSpan().IndexOf(bytes) >= 0)];
    }

    /// <summary>Bytes in the journal's files.</summary>
    public long JournalSize => new DirectoryInfo(_folder.Combine("journal")).EnumerateFiles().Sum(f => f.Length);

    /// <summary>A client, the caller's to dispose of.</summary>
    public async Task<GamSocket> Client(
        string query = "", bool subprotocol = true, bool read = true, SessionRole role = SessionRole.Operator, TcpRelay? by = null)
    {
        var uri = new Uri($"ws://127.0.0.1:{by?.Port ?? Address.Port}/ws/session/{Session}/{query}");
        return await GamSocket.Connect(
            uri, new GamSocketOptions { Token = _tokens.For(Session, role), OfferSubprotocol = subprotocol, Read = read });
    }

    /// <summary>A client for files, the caller's to dispose of.</summary>
    public HttpClient Files(SessionRole role = SessionRole.Control)
    {
        var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(_url),
            Timeout = TimeSpan.FromMinutes(2),
        };
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {_tokens.For(Session, role)}");
        return http;
    }

    /// <summary>SIGKILL to the server alone, and another one in its place.</summary>
    public async Task KillServer()
    {
        Server.Signal(Signals.Kill);
        await Server.WaitForExit();
        await StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        _folder.Dispose();
        _tokens.Dispose();
    }
}
