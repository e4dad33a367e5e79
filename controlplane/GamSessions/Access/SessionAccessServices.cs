using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Access;

/// <summary>What access consists of: who is calling, tokens and their keys.</summary>
internal static class SessionAccessServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessionAccess(this IServiceCollection services)
    {
        services.AddSingleton<SigningKeyRing>();
        services.AddSingleton<ISessionTokenIssuer, SessionTokenIssuer>();
        services.AddSingleton<ISessionTokenVerifier, SessionTokenVerifier>();
        services.AddSingleton<ApiKeyVerifier>();
        services.AddSingleton<ApiKeyAdministration>();
        services.AddSingleton<ICallerAccessor, CallerAccessor>();
        services.AddSingleton<ConnectLimiter>();
        services.AddSingleton<LoopbackGuard>();
        services.AddHostedService(provider => provider.GetRequiredService<LoopbackGuard>());
    }
}
