using System.Collections.Immutable;
using GamSessions.Manifests;
using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>What the cluster said last of one session.</summary>
/// <param name="Deployment">Its Deployment, or null.</param>
/// <param name="Pods">All pods that bear its labels: evicted ones keep them.</param>
internal sealed record SessionSnapshot(V1Deployment? Deployment, ImmutableDictionary<string, V1Pod> Pods)
{
    /// <summary>Nothing.</summary>
    public static SessionSnapshot None { get; } = new(null, ImmutableDictionary<string, V1Pod>.Empty);

    /// <summary>Whether nothing is left.</summary>
    public bool IsEmpty => Deployment is null && Pods.IsEmpty;

    /// <summary>The pod that counts: not over, not on its way out, the newest if there are two.</summary>
    public V1Pod? Pod => Pods.Values
        .Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is not ("Failed" or "Succeeded"))
        .MaxBy(pod => pod.Metadata.CreationTimestamp);

    /// <summary>The pod that counts, if its agent can be dialled.</summary>
    public V1Pod? ReachablePod => Pod is { Status.PodIP.Length: > 0 } pod && Agent(pod) is { State.Running: not null } ? pod : null;

    /// <summary>The status of a pod's agent.</summary>
    public static V1ContainerStatus? Agent(V1Pod pod) => pod.Status?.InitContainerStatuses?.FirstOrDefault(status => status.Name == SessionNames.AgentContainer);

    /// <summary>The status of a pod's gam.</summary>
    public static V1ContainerStatus? Gam(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == SessionNames.GamContainer);
}
