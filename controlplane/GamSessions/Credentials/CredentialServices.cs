using GamSessions.Options;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GamSessions.Credentials;

/// <summary>Where credentials are kept, which the engine decides.</summary>
internal static class CredentialServices
{
    /// <summary>Adds them. A store that was added before (a test's, an embedding application's) is used instead.</summary>
    public static void AddCredentials(this IServiceCollection services)
    {
        services.TryAddSingleton<LocalCredentialStore>();
        services.TryAddSingleton<SecretCredentialStore>();
        services.TryAddSingleton<ICredentialStore>(provider => provider.GetRequiredService<IOptions<GamSessionsOptions>>().Value.Engine switch
        {
            Engines.Local => provider.GetRequiredService<LocalCredentialStore>(),
            _ => provider.GetRequiredService<SecretCredentialStore>(),
        });
    }
}
