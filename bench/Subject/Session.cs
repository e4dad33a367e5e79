using System.Diagnostics;
using System.Text.Json;
using GamAgent.Protocol.Settings;
using TestKit;

namespace Bench.Subject;

/// <summary>A session's two programs in their native form, as a pod runs them, with the limits that are about people raised.</summary>
internal sealed class Session : IAsyncDisposable
{
    // One of its own each: a runner that starts ends whatever carries its session's name.
    private static readonly string Id = $"bench-{Environment.ProcessId}";

    private readonly TemporaryFolder _folder = new();
    private readonly TestTokens _tokens = new();
    private readonly Process _server;
    private readonly Process _runner;
    private string _url = "";

    private Session(string program)
    {
        _server = Launch("gam-agent", "serve", new()
        {
            [AgentVariables.SessionId] = Id,
            [AgentVariables.Listen] = "http://127.0.0.1:0",
            [AgentVariables.RunnerSocket] = _folder.Combine("r.sock"),
            [AgentVariables.JournalFolder] = _folder.Combine("journal"),
            [AgentVariables.Jwks] = _tokens.Jwks,
            ["GamAgent__Limits__FramesPerSecond"] = "100000",
            ["GamAgent__Limits__FrameBurst"] = "100000",
            ["GamAgent__Limits__MaxConnectionsPerSession"] = "200",
            ["GamAgent__Limits__StallTimeout"] = "02:00:00",
        });
        _runner = Launch("gam-agent-runner", "run", new()
        {
            [RunnerVariables.SessionId] = Id,
            [RunnerVariables.Socket] = _folder.Combine("r.sock"),
            [RunnerVariables.GamPath] = program,
            [RunnerVariables.WorkFolder] = _folder.Folder("work"),
            [RunnerVariables.ConfigFolder] = _folder.Folder("config"),
            [RunnerVariables.PassVariables] = "DOTNET_ROOT",
        });
    }

    public ProcessFigures Server => new(_server.Id);

    public ProcessFigures Runner => new(_runner.Id);

    /// <summary>Starts both and waits until a command can be started.</summary>
    /// <param name="program">What takes GAM's place.</param>
    public static async Task<Session> StartAsync(string program)
    {
        var session = new Session(program);
        var line = await session._server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("gam-agent ended at once.");
        session._url = JsonSerializer.Deserialize(line, ListeningLineJson.Default.ListeningLine)!.Url;
        using var socket = await session.ConnectAsync("?after=0");
        await socket.ReadUntilAsync(frame => frame.IndexOf("\"state\":\"idle\""u8) >= 0);
        return session;
    }

    /// <summary>From the start of a server's process to its word that it listens.</summary>
    public static async Task<TimeSpan> StartServerAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await using var session = new Session("/bin/true");
        await session._server.StandardOutput.ReadLineAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public Task<CountingSocket> ConnectAsync(string query = "") =>
        CountingSocket.ConnectAsync(new Uri($"{_url.Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{Id}/{query}"), _tokens.For(Id));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (Process[])[_runner, _server])
        {
            process.StandardInput.Close();
            ProcessTable.Signal(process.Id, Signals.Terminate);
            await process.WaitForExitAsync().Within("a program of the session ends");
            process.Dispose();
        }

        _folder.Dispose();
        _tokens.Dispose();
    }

    private static Process Launch(string name, string verb, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(RepositoryRoot.Combine("artifacts", "aot", name), [verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in variables)
        {
            start.Environment[variable] = value;
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
