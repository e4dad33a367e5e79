using GamSessions.Exposure;
using k8s;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>One session as Kubernetes objects.</summary>
/// <param name="Deployment">The pod, kept running.</param>
/// <param name="Service">Its address.</param>
/// <param name="NetworkPolicy">Who may reach it and what it may reach; null where that is switched off.</param>
/// <param name="Ingress">The rule of the exposure <c>ingress</c>, else null.</param>
/// <param name="Route">The rule of the exposure <c>gateway</c>, else null.</param>
internal sealed record SessionObjects(
    V1Deployment Deployment, V1Service Service, V1NetworkPolicy? NetworkPolicy, V1Ingress? Ingress, HttpRoute? Route)
{
    /// <summary>All but the Deployment, in the order in which they are made: what protects the pod first, what leads to it last.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Others => ((IKubernetesObject<V1ObjectMeta>?[])[NetworkPolicy, Service, Ingress, Route]).OfType<IKubernetesObject<V1ObjectMeta>>();

    /// <summary>Makes the Deployment the owner of all others, so that one delete removes all.</summary>
    /// <param name="deployment">The Deployment as the API server holds it.</param>
    public void OwnBy(V1Deployment deployment)
    {
        var owner = new V1OwnerReference
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Name = deployment.Metadata.Name,
            Uid = deployment.Metadata.Uid,
            BlockOwnerDeletion = true,
        };
        foreach (var other in Others)
        {
            other.Metadata.OwnerReferences = [owner];
        }
    }
}
