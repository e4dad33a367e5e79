using GamSessions.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Routing;

/// <summary>What the router consists of.</summary>
internal static class RouterServices
{
    /// <summary>Adds them.</summary>
    public static void AddRouter(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddSingleton<RealRoute>();
        services.AddSingleton<IReadyProbe, ReadyProbe>();
        services.AddSingleton<AgentForwarder>();
        services.AddSingleton<SessionRouter>();
    }
}
