using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using GamSessions.Store;
using GamSessions.Tests.Sessions;
using GamSessions.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using TestKit;

namespace GamSessions.Tests.Routing;

/// <summary>The library on a real server, with an agent that only records.</summary>
internal sealed class RouterBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private RouterBench(RecordingAgent agent, string accessMode)
    {
        Agent = agent;
        Engine.Agent = new AgentEndpoint(agent.Address, "agent-1");
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["GamSessions:DataFolder"] = _folder.Combine("data"),
            ["GamSessions:Access:Mode"] = accessMode,
            ["GamSessions:Access:AllowedHosts:0"] = "127.0.0.1",
        });
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<ISessionProvisioner>(Engine);
        builder.Services.AddGamSessions();
        _app = builder.Build();
        _app.MapGamSessions();
    }

    public RecordingAgent Agent { get; }

    public FakeEngine Engine { get; } = new() { SessionsOutliveControlPlane = true };

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    private ISessionStore Store => _app.Services.GetRequiredService<ISessionStore>();

    public static async Task<RouterBench> StartAsync(string accessMode = "local")
    {
        var bench = new RouterBench(await RecordingAgent.StartAsync(), accessMode);
        await bench._app.StartAsync(TestContext.Current.CancellationToken);
        return bench;
    }

    /// <summary>A record in the store, with no worker behind it.</summary>
    public async Task<string> AddAsync(SessionStatus status, EndReason? reason = null, string owner = "local")
    {
        var id = SessionIds.New("Routed");
        var session = TemporaryStore.NewSession(id, owner, status, Time.GetUtcNow()) with { Reason = reason };
        Assert.Null(await Store.TryAddAsync(session, 100, 100, CancellationToken.None));
        return id;
    }

    public Uri Address(string path) => new($"{_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal)}{path}");

    public Uri Session(string id, string query = "") => Address($"/ws/session/{id}/{query}");

    public async Task<string> TokenAsync(string id, SessionRole role = SessionRole.Operator) =>
        (await _app.Services.GetRequiredService<ISessionTokenIssuer>().IssueAsync(id, "tester", role, CancellationToken.None)).Value;

    public async Task<GamSocket> OpenAsync(string id, string query = "") =>
        await GamSocket.Connect(Session(id, query), new GamSocketOptions { Token = await TokenAsync(id) });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Agent.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
