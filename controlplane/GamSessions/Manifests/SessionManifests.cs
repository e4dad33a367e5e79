using GamSessions.Exposure;
using GamSessions.Options;
using GamSessions.Provisioning;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>
/// Writes a session as Kubernetes objects. Pure: the same session and settings give the same objects, and nothing is asked of a
/// cluster. Both cluster engines use it.
/// </summary>
internal static class SessionManifests
{
    /// <summary>The objects of one session.</summary>
    /// <param name="spec">The session.</param>
    /// <param name="options">Settings that were validated for a cluster.</param>
    public static SessionObjects Build(SessionSpec spec, GamSessionsOptions options)
    {
        var id = spec.Session.Id;
        var route = PublicRoute.Of(options.PublicUrl);
        return new SessionObjects(
            Deployment(spec, options, route),
            Service(id, options.Kubernetes.Namespace),
            options.Kubernetes.NetworkPolicy.Enabled ? NetworkPolicyManifest.Build(id, options) : null,
            options.Exposure == Exposures.Ingress ? IngressManifest.Build(id, route, options.Kubernetes) : null,
            options.Exposure == Exposures.Gateway ? HttpRouteManifest.Build(id, route, options.Kubernetes) : null);
    }

    /// <summary>The metadata that all objects of a session share.</summary>
    public static V1ObjectMeta Metadata(string name, string sessionId, string @namespace, IDictionary<string, string>? annotations = null) => new()
    {
        Name = name,
        NamespaceProperty = @namespace,
        Labels = SessionLabels.For(sessionId),
        Annotations = annotations,
    };

    private static V1Deployment Deployment(SessionSpec spec, GamSessionsOptions options, PublicRoute route)
    {
        var id = spec.Session.Id;
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = "Deployment",
            Metadata = Metadata(SessionNames.Deployment(id), id, options.Kubernetes.Namespace),
            Spec = new V1DeploymentSpec
            {
                Replicas = 1,
                RevisionHistoryLimit = 0,

                // Two pods of a session would be two sessions.
                Strategy = new V1DeploymentStrategy { Type = "Recreate" },
                Selector = new V1LabelSelector { MatchLabels = SessionLabels.Selector(id) },
                Template = PodManifest.Build(spec, options, route),
            },
        };
    }

    // Addresses of pods that aren't ready are published too: a pod whose gam container died is not ready, and its agent is there to say
    // what happened. Traefik takes the Service's own address then, so that a new pod is reached at once.
    private static V1Service Service(string id, string @namespace) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = Metadata(SessionNames.Service(id), id, @namespace, ControllerPresets.Service()),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = SessionLabels.Selector(id),
            PublishNotReadyAddresses = true,
            Ports = [new V1ServicePort { Name = "http", Port = SessionNames.Port, TargetPort = SessionNames.Port, Protocol = "TCP" }],
        },
    };
}
