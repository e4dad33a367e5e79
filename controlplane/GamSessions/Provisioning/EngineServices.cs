using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Provisioning;

/// <summary>The engines, of which the settings choose one.</summary>
internal static class EngineServices
{
    /// <summary>Adds them.</summary>
    public static void AddEngines(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
    }
}
