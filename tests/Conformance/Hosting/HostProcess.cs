using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conformance.Tests.Engines;

namespace Conformance.Tests.Hosting;

/// <summary>The host as a program of its own, by REST, for tests that kill it and start it again.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, string?> _environment;
    private readonly List<StartedProgram> _dead = [];
    private StartedProgram? _program;
    private HttpClient? _http;

    // A test's own settings take the place of the engine's.
    private HostProcess(IEngineUnderTest engine, IReadOnlyDictionary<string, string?> more) => _environment = engine.Settings.Concat(more)
        .GroupBy(s => $"GamSessions__{s.Key.Replace(":", "__", StringComparison.Ordinal)}")
        .ToDictionary(s => s.Key, s => s.Last().Value);

    /// <summary>Starts it and waits until it takes sessions.</summary>
    public static async Task<HostProcess> StartAsync(IEngineUnderTest engine, IReadOnlyDictionary<string, string?> more)
    {
        var host = new HostProcess(engine, more);
        await host.BeginAsync();
        return host;
    }

    /// <summary>What it said.</summary>
    public string Said => string.Join('\n', _dead.Append(_program).Select(program => $"{program?.Output.Text}\n{program?.Errors.Text}"));

    /// <summary>Kills it with SIGKILL; what it had started lives on as long as it can.</summary>
    public async Task KillAsync()
    {
        if (_program is { } program)
        {
            program.Signal(Signals.Kill);
            await program.WaitForExit();
            _dead.Add(program);
            _program = null;
        }
    }

    /// <summary>Starts it again.</summary>
    public async Task BeginAsync()
    {
        _program = StartedProgram.Start(AgentPrograms.Host, ["--urls", "http://127.0.0.1:0"], _environment, Path.GetTempPath());
        var line = await _program.Output.WaitForLine(text => Address().IsMatch(text), Limit);
        _http?.Dispose();
        _http = new HttpClient { BaseAddress = new Uri($"{Address().Match(line).Value}/"), Timeout = Limit };
    }

    /// <summary>Asks for a session; returns its id.</summary>
    public async Task<string> CreateAsync(string name)
    {
        using var answer = await _http!.PostAsJsonAsync("api/sessions", new { name }, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.Created, body);
        return JsonReading.Parse(body).Text("session.id");
    }

    /// <summary>Asks for its end.</summary>
    public async Task DeleteAsync(string id)
    {
        using var answer = await _http!.DeleteAsync($"api/sessions/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Waits until a session has another status than these, and returns it.</summary>
    public async Task<JsonElement> LeavesAsync(string id, params string[] statuses)
    {
        JsonElement session = default;
        await Eventually.True(
            $"session {id} is no longer {string.Join(" or ", statuses)}",
            async () =>
            {
                session = (await _http!.GetFromJsonAsync<JsonElement>($"api/sessions/{id}", TestContext.Current.CancellationToken)).At("session");
                return !statuses.Contains(session.Text("status"));
            },
            TimeSpan.FromMinutes(5));
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        foreach (var program in _dead)
        {
            await program.DisposeAsync();
        }

        if (_program is not null)
        {
            await _program.DisposeAsync();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
