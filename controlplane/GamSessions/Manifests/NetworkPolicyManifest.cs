using GamSessions.Options;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>
/// The NetworkPolicy of one session. In: whoever carries clients' websockets, and the control plane, to the agent's port. Out: DNS
/// anywhere (cluster DNS has an internal address), HTTPS to public addresses; so neither other pods, nor the API server, nor a metadata
/// service.
/// </summary>
internal static class NetworkPolicyManifest
{
    private static readonly string[] ControllerNamespaces = ["ingress-nginx", "kube-system", "traefik"];
    private static readonly string[] Internal4 = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
    private static readonly string[] Internal6 = ["::1/128", "fc00::/7", "fe80::/10"];

    /// <summary>The policy.</summary>
    public static V1NetworkPolicy Build(string sessionId, GamSessionsOptions options)
    {
        var settings = options.Kubernetes.NetworkPolicy;
        return new V1NetworkPolicy
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = "NetworkPolicy",
            Metadata = SessionManifests.Metadata(SessionNames.NetworkPolicy(sessionId), sessionId, options.Kubernetes.Namespace),
            Spec = new V1NetworkPolicySpec
            {
                PodSelector = new V1LabelSelector { MatchLabels = SessionLabels.Selector(sessionId) },
                PolicyTypes = ["Ingress", "Egress"],
                Ingress = [new V1NetworkPolicyIngressRule { FromProperty = Peers(options), Ports = [Port("TCP", SessionNames.Port)] }],
                Egress = [Dns(), Https(), .. ApiShape.ReadList<V1NetworkPolicyEgressRule>(settings.ExtraEgress) ?? []],
            },
        };
    }

    private static List<V1NetworkPolicyPeer> Peers(GamSessionsOptions options)
    {
        var settings = options.Kubernetes.NetworkPolicy;
        var ingress = ApiShape.ReadList<V1NetworkPolicyPeer>(settings.IngressFrom) ?? (options.Exposure == Exposures.Router ? [] : [Controllers()]);
        var controlPlane = ApiShape.ReadList<V1NetworkPolicyPeer>(settings.ControlPlaneFrom)
            ?? [new V1NetworkPolicyPeer { PodSelector = new V1LabelSelector { MatchLabels = new Dictionary<string, string>(SessionLabels.ControlPlane) } }];

        // A rule without peers would let everybody in; nobody comes from this address.
        List<V1NetworkPolicyPeer> peers = [.. ingress, .. controlPlane];
        return peers.Count > 0 ? peers : [new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = "255.255.255.255/32" } }];
    }

    private static V1NetworkPolicyPeer Controllers() => new()
    {
        NamespaceSelector = new V1LabelSelector
        {
            MatchExpressions =
            [
                new V1LabelSelectorRequirement { Key = "kubernetes.io/metadata.name", OperatorProperty = "In", Values = ControllerNamespaces },
            ],
        },
    };

    private static V1NetworkPolicyEgressRule Dns() => new() { Ports = [Port("UDP", 53), Port("TCP", 53)] };

    private static V1NetworkPolicyEgressRule Https() => new()
    {
        To =
        [
            new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = "0.0.0.0/0", Except = Internal4 } },
            new V1NetworkPolicyPeer { IpBlock = new V1IPBlock { Cidr = "::/0", Except = Internal6 } },
        ],
        Ports = [Port("TCP", 443)],
    };

    private static V1NetworkPolicyPort Port(string protocol, int port) => new() { Protocol = protocol, Port = port };
}
