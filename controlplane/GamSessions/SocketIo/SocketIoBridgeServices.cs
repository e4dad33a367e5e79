using GamSessions.Options;
using GamSessions.SocketIo.Terminal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GamSessions.SocketIo;

/// <summary>What the Socket.IO bridge consists of.</summary>
internal static class SocketIoBridgeServices
{
    /// <summary>Adds them.</summary>
    public static void AddSocketIoBridge(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<GamSessionsOptions>>().Value.Limits);
        services.AddSingleton<AgentAdmission>();
        services.AddSingleton<SessionBridge>();
        services.AddSingleton<TerminalNamespace>();
        services.AddSingleton<BridgeServer>();
    }
}
