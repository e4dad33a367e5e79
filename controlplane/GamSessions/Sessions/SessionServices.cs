using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Sessions;

/// <summary>What sessions consist of.</summary>
internal static class SessionServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessions(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
