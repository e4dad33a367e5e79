using GamSessions.Manifests;
using GamSessions.Options;
using k8s.Models;

namespace GamSessions.Exposure;

/// <summary>
/// The Ingress of one session: its path exactly, and all below it. A prefix alone would either catch a neighbour whose id begins the same
/// or miss the path without the final slash, by controller.
/// </summary>
internal static class IngressManifest
{
    /// <summary>The Ingress.</summary>
    public static V1Ingress Build(string sessionId, PublicRoute route, KubernetesOptions options)
    {
        var annotations = ControllerPresets.Ingress();
        foreach (var (name, value) in options.IngressAnnotations)
        {
            annotations[name] = value;
        }

        var path = route.PathOf(sessionId);
        return new V1Ingress
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = "Ingress",
            Metadata = SessionManifests.Metadata(SessionNames.Ingress(sessionId), sessionId, options.Namespace, annotations),
            Spec = new V1IngressSpec
            {
                IngressClassName = string.IsNullOrEmpty(options.IngressClass) ? null : options.IngressClass,
                Tls = string.IsNullOrEmpty(options.TlsSecret)
                    ? null
                    : [new V1IngressTLS { SecretName = options.TlsSecret, Hosts = route.Host is null ? null : [route.Host] }],
                Rules =
                [
                    new V1IngressRule
                    {
                        Host = route.Host,
                        Http = new V1HTTPIngressRuleValue { Paths = [Path(path, "Exact", sessionId), Path($"{path}/", "Prefix", sessionId)] },
                    },
                ],
            },
        };
    }

    private static V1HTTPIngressPath Path(string path, string type, string sessionId) => new()
    {
        Path = path,
        PathType = type,
        Backend = new V1IngressBackend
        {
            Service = new V1IngressServiceBackend
            {
                Name = SessionNames.Service(sessionId),
                Port = new V1ServiceBackendPort { Number = SessionNames.Port },
            },
        },
    };
}
