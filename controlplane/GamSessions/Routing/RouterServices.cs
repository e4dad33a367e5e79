using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Routing;

/// <summary>What the router consists of.</summary>
internal static class RouterServices
{
    /// <summary>Adds them.</summary>
    public static void AddRouter(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
