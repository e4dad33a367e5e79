using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Access;

/// <summary>What access consists of: who is calling, tokens and their keys.</summary>
internal static class SessionAccessServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessionAccess(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
