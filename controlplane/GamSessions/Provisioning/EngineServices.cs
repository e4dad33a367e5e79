using GamSessions.Credentials;
using GamSessions.Options;
using GamSessions.Provisioning.Kubernetes;
using GamSessions.Provisioning.Local;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning;

/// <summary>The engines, of which the settings choose one.</summary>
internal static class EngineServices
{
    /// <summary>Adds them. One that was added before (a test's, an embedding application's) is used instead.</summary>
    public static void AddEngines(this IServiceCollection services)
    {
        services.AddCredentials();
        services.AddSingleton<LocalFolders>();
        services.AddSingleton<LocalPrograms>();
        services.AddSingleton<ProcessReaping>();
        services.AddSingleton<LocalEngine>();
        services.AddKubernetesEngine();
        services.TryAddSingleton<ISessionProvisioner>(provider => provider.GetRequiredService<IOptions<GamSessionsOptions>>().Value.Engine switch
        {
            Engines.Local => provider.GetRequiredService<LocalEngine>(),
            Engines.Kubernetes => provider.GetRequiredService<KubernetesEngine>(),
            var other => provider.GetServices<EngineEntry>().FirstOrDefault(entry => entry.Name == other)?.Create(provider) ?? throw new GamSessionsStartException($"This program has no engine '{other}'.", "Set GamSessions__Engine to local, or add the engine to it."),
        });
    }
}
