using Conformance.Tests.Engines;
using GamAgent.Protocol;
using GamSessions;
using GamSessions.Access;
using GamSessions.Provisioning;
using GamSessions.Pulumi;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conformance.Tests.Hosting;

/// <summary>A control plane inside the test, as an application embeds it: on a real server, port 0.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private readonly WebApplication _app;
    private HttpClient? _http;

    private readonly Uri? _clients;

    private ControlPlane(WebApplication app, Uri? clients) => (_app, _clients) = (app, clients);

    public ISessionService Sessions => _app.Services.GetRequiredService<ISessionService>();

    public ISessionProvisioner Engine => _app.Services.GetRequiredService<ISessionProvisioner>();

    public static async Task<ControlPlane> StartAsync(IEngineUnderTest engine, IReadOnlyDictionary<string, string?>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        foreach (var settings in (IReadOnlyDictionary<string, string?>?[])[engine.Settings, more])
        {
            builder.Configuration.AddInMemoryCollection(settings?.Select(s => KeyValuePair.Create($"GamSessions:{s.Key}", s.Value)));
        }

        builder.Services.AddPulumiEngine();
        builder.Services.AddGamSessions();
        var app = builder.Build();
        app.MapGamSessions();
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new ControlPlane(app, engine.ClientAddress);
    }

    /// <summary>A client of its REST API, on the loopback as the owner <c>local</c>.</summary>
    public HttpClient Http => _http ??= new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };

    public async Task<Session> CreateAsync(string name = "Conformance", SessionConfig? config = null, string owner = "local", string? credentials = null)
    {
        var session = await Sessions.CreateAsync(new NewSession(owner, name, null, config ?? new SessionConfig(), credentials), CancellationToken.None);
        return await Sessions.WaitWhileStartingAsync(session.Id, TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
    }

    public async Task<Session> CreateReadyAsync(string? credentials = null)
    {
        var session = await CreateAsync(credentials: credentials);
        Assert.True(session.Status is SessionStatus.Ready, $"{session.Status} {session.Reason}: {session.Message}");
        return session;
    }

    private static Uri Address(Uri origin, string sessionId, string query) => new($"ws://{origin.Authority}/ws/session/{sessionId}/{query}");

    public async Task<string> TokenAsync(string sessionId, SessionRole role = SessionRole.Operator) =>
        (await _app.Services.GetRequiredService<ISessionTokenIssuer>().IssueAsync(sessionId, "tester", role, CancellationToken.None)).Value;

    /// <summary>By the route that clients take.</summary>
    public async Task<GamSocket> OpenAsync(string sessionId, string query = "") =>
        await GamSocket.Connect(Address(_clients ?? new Uri(_app.Urls.First()), sessionId, query), new GamSocketOptions { Token = await TokenAsync(sessionId) });

    /// <summary>By the control plane, to which the route of a session without a rule of its own leads.</summary>
    public async Task<GamSocket> OpenAtRouterAsync(string sessionId) =>
        await GamSocket.Connect(Address(new Uri(_app.Urls.First()), sessionId, ""), new GamSocketOptions { Token = await TokenAsync(sessionId) });

    public async Task<Session> FindAsync(string id) =>
        await Sessions.FindAsync(id, TestContext.Current.CancellationToken) ?? throw new InvalidOperationException($"There is no session {id}.");

    public async Task<Session> WaitForAsync(string id, SessionStatus status)
    {
        await Eventually.True($"session {id} is {status}", async () => (await FindAsync(id)).Status == status);
        return await FindAsync(id);
    }

    /// <summary>Forgets the records of all sessions that are over, and what belongs to them, as time does.</summary>
    public async Task ForgetEndedAsync()
    {
        await _app.Services.GetRequiredService<ISessionStore>().RemoveEndedBeforeAsync(DateTimeOffset.MaxValue, CancellationToken.None);
        foreach (var cleaner in _app.Services.GetServices<IRecordCleaner>())
        {
            await cleaner.CleanAsync(CancellationToken.None);
        }
    }

    /// <summary>Takes a session's record out of the store, as if somebody had put back an older one; the session itself runs on.</summary>
    public async Task LoseRecordAsync(string id)
    {
        var store = _app.Services.GetRequiredService<ISessionStore>();
        await store.UpdateAsync(id, session => session with { Status = SessionStatus.Ended, EndedAt = session.CreatedAt }, CancellationToken.None);
        await store.RemoveEndedBeforeAsync(DateTimeOffset.MaxValue, CancellationToken.None);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _http?.Dispose();
        return _app.DisposeAsync();
    }
}
