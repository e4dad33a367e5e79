using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.AgentLink;

/// <summary>What the links to agents consist of.</summary>
internal static class AgentLinkServices
{
    /// <summary>Adds them.</summary>
    public static void AddAgentLinks(this IServiceCollection services) => services.AddSingleton<IAgentLinks, AgentLinks>();
}
