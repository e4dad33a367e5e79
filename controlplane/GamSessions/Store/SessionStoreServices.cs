using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Store;

/// <summary>What the store consists of.</summary>
internal static class SessionStoreServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessionStore(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
