using GamAgent.Protocol;
using GamSessions.Options;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Tests.Store;

/// <summary>A store in a real SQLite file of its own.</summary>
public sealed class TemporaryStore : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly bool _ownsFolder;

    private TemporaryStore(string folder, bool ownsFolder, TimeProvider time)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(time);
        services.AddLogging();
        services.AddSessionOptions(options => options.DataFolder = folder);
        services.AddSessionStore();
        GamSessions.Access.SessionAccessServices.AddSessionAccess(services);
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "gam-sessions.db");

    internal IServiceProvider Services => _services;

    public ISessionStore Sessions => Get<ISessionStore>();

    public static async Task<TemporaryStore> OpenAsync(string? folder = null, TimeProvider? time = null)
    {
        var store = new TemporaryStore(folder ?? Path.Combine(Path.GetTempPath(), $"gam-store-{Guid.NewGuid():N}"), folder is null, time ?? TimeProvider.System);
        try
        {
            await store.Get<StoreInitializer>().InitializeAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }

        return store;
    }

    public static Session NewSession(string id, string owner = "ann", SessionStatus status = SessionStatus.Starting, DateTimeOffset? createdAt = null)
    {
        var at = createdAt ?? new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        return new Session
        {
            Id = id,
            Name = "A session",
            Image = "default-gam-image",
            Status = status,
            Owner = owner,
            CreatedAt = at,
            LastActivityAt = at,
            ExpiresAt = at.AddHours(8),
            EndedAt = status is SessionStatus.Ended or SessionStatus.Failed ? at : null,
            Reason = status is SessionStatus.Ended ? EndReason.Deleted : null,
            Config = new SessionConfig(),
        };
    }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_ownsFolder && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
