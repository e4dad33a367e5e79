using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Credentials;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using GamSessions.Store;
using GamSessions.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TestKit;

namespace GamSessions.Tests.Sessions;

/// <summary>The sessions of the library on a real store, with a clock, an engine and an agent that the test moves.</summary>
internal sealed class SessionsBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TemporaryStore _store;
    private readonly TemporaryFolder _folder = new();

    private SessionsBench(TemporaryStore store, SettableClock time, FakeEngine engine, Action<GamSessionsOptions>? configure)
    {
        _store = store;
        Time = time;
        Engine = engine;
        var options = new GamSessionsOptions { DataFolder = _folder.Path };
        configure?.Invoke(options);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(options));
        services.AddSingleton(store.Sessions);
        services.AddSingleton<ISessionProvisioner>(engine);
        services.AddSingleton<IAgentLinks>(Link);
        services.AddSingleton<IReadyProbe>(Probe);
        services.AddSingleton<ISessionTokenIssuer>(new FakeIssuer());
        services.AddSessions();
        _services = services.BuildServiceProvider();
    }

    public SettableClock Time { get; }

    public FakeEngine Engine { get; }

    public FakeAgentLink Link { get; } = new();

    public FakeProbe Probe { get; } = new();

    public ISessionService Sessions => _services.GetRequiredService<ISessionService>();

    public ICredentialStore Credentials => _services.GetRequiredService<ICredentialStore>();

    public ISessionStore Store => _store.Sessions;

    public SessionFeed Feed => _services.GetRequiredService<SessionFeed>();

    public Reaper Reaper => _services.GetServices<IHostedService>().OfType<Reaper>().Single();

    private SessionsLifetime Lifetime => _services.GetServices<IHostedService>().OfType<SessionsLifetime>().Single();

    public static async Task<SessionsBench> StartAsync(
        Action<GamSessionsOptions>? configure = null, FakeEngine? engine = null, Func<ISessionStore, Task>? before = null, Action<FakeAgentLink>? link = null)
    {
        var time = new SettableClock(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        var store = await TemporaryStore.OpenAsync(time: time);
        if (before is not null)
        {
            await before(store.Sessions);
        }

        var bench = new SessionsBench(store, time, engine ?? new FakeEngine(), configure);
        link?.Invoke(bench.Link);
        await bench.Lifetime.StartAsync(CancellationToken.None);
        return bench;
    }

    public Task StopAsync() => Lifetime.StoppingAsync(CancellationToken.None);

    public Task<Session> CreateAsync(SessionConfig? config = null, string owner = "ann", string? image = null) =>
        Sessions.CreateAsync(new NewSession(owner, "Test", image, config ?? new SessionConfig(), null), CancellationToken.None);

    public async Task<Session> CreateReadyAsync(SessionConfig? config = null)
    {
        var session = await CreateAsync(config);
        return await WaitForAsync(session.Id, SessionStatus.Ready);
    }

    /// <summary>Waits for a status; the clock goes on meanwhile, by less than a second in all for each look.</summary>
    public async Task<Session> WaitForAsync(string id, SessionStatus status, TimeSpan? step = null)
    {
        await Eventually.True($"the session is {status}", async () =>
        {
            if (step is { } by)
            {
                Time.Advance(by);
            }

            return (await FindAsync(id)).Status == status;
        });
        return await FindAsync(id);
    }

    public async Task<Session> FindAsync(string id) => (await Store.FindAsync(id, CancellationToken.None))!;

    /// <summary>The reaper looks once, and is done.</summary>
    public async Task LookAsync() => await await Reaper.LookAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Whether clients can reach the session is for the test to say.</summary>
    internal sealed class FakeProbe : IReadyProbe
    {
        public Func<CancellationToken, Task> Wait { get; set; } = _ => Task.CompletedTask;

        public Task WaitUntilReachableAsync(string sessionId, Action<string> note, CancellationToken cancellationToken)
        {
            note("the test said no");
            return Wait(cancellationToken);
        }
    }

    private sealed class FakeIssuer : ISessionTokenIssuer
    {
        public ValueTask<SessionToken> IssueAsync(string sessionId, string subject, SessionRole role, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new SessionToken("token", DateTimeOffset.MaxValue));

        public ValueTask<SessionToken> IssueAgainAsync(
            string sessionId, string subject, SessionRole role, DateTimeOffset issuedAt, CancellationToken cancellationToken) =>
            IssueAsync(sessionId, subject, role, cancellationToken);

        public ValueTask<string> GetJwksAsync(CancellationToken cancellationToken) => ValueTask.FromResult("""{"keys":[]}""");
    }
}
