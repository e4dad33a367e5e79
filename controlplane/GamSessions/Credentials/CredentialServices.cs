using GamSessions.Options;
using GamSessions.Provisioning.Kubernetes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Credentials;

/// <summary>Where credentials are kept, which the engine decides.</summary>
internal static class CredentialServices
{
    /// <summary>Adds them. A store that was added before (a test's, an embedding application's) is used instead.</summary>
    public static void AddCredentials(this IServiceCollection services)
    {
        services.TryAddSingleton<LocalCredentialStore>();
        services.TryAddSingleton(provider => new SecretCredentialStore(
            provider.GetRequiredService<ClusterConnection>().Client,
            provider.GetRequiredService<IOptions<GamSessionsOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SecretCredentialStore>>()));
        services.TryAddSingleton<ICredentialStore>(provider => provider.GetRequiredService<IOptions<GamSessionsOptions>>().Value.Engine switch
        {
            Engines.Local => provider.GetRequiredService<LocalCredentialStore>(),
            _ => provider.GetRequiredService<SecretCredentialStore>(),
        });
    }
}
