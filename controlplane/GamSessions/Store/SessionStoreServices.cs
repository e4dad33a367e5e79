using GamSessions.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GamSessions.Store;

/// <summary>What the store consists of.</summary>
internal static class SessionStoreServices
{
    /// <summary>Adds the store; it is brought up to date before any hosted service starts.</summary>
    public static void AddSessionStore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IStoreProvider, SqliteStoreProvider>();
        services.AddDbContextFactory<StoreContext>((provider, options) => provider.GetRequiredService<IStoreProvider>().Configure(options));
        services.AddSingleton<StoreInitializer>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreInitializer>());
        services.AddSingleton<ISessionStore, SessionStore>();
        services.AddSingleton<SigningKeyStore>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<CommandStore>();
    }
}
