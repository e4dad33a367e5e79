using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>What the engine of clusters consists of.</summary>
internal static class KubernetesServices
{
    /// <summary>Adds it; nothing of it asks for a cluster before it is used.</summary>
    public static void AddKubernetesEngine(this IServiceCollection services)
    {
        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<ApiCalls>();
        services.AddSingleton<SessionApi>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<ClusterWatches>();
        services.AddSingleton<SessionTracker>();
        services.AddSingleton<KubernetesStart>();
        services.AddSingleton<KubernetesRemoval>();
        services.AddSingleton<KubernetesEngine>();
    }
}
