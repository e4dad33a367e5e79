using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Api;

/// <summary>What the REST API consists of.</summary>
internal static class SessionApiServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessionApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
