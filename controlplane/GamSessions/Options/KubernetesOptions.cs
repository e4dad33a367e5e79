namespace GamSessions.Options;

/// <summary>Sessions in a cluster, for the engines <c>kubernetes</c> and <c>pulumi</c>.</summary>
public sealed class KubernetesOptions
{
    /// <summary>A lost pod is replaced by another one of the same session.</summary>
    internal const string Replace = "replace";

    /// <summary>A lost pod ends its session.</summary>
    internal const string End = "end";

    /// <summary>Where sessions live; one control plane to a namespace. Default <c>gamgui</c>.</summary>
    /// <remarks>Range: a DNS label.</remarks>
    public string Namespace { get; set; } = "gamgui";

    /// <summary>The image of the agent (<c>Dockerfile.agent</c>); required in a cluster.</summary>
    /// <remarks>Range: an image reference, or nothing.</remarks>
    public string? AgentImage { get; set; }

    /// <summary>The class of the sessions' Ingresses; default the cluster's own default class.</summary>
    /// <remarks>Range: a DNS name, or nothing.</remarks>
    public string? IngressClass { get; set; }

    /// <summary>The Secret with the certificate for the sessions' Ingresses, in the same namespace; default none.</summary>
    /// <remarks>Range: a DNS name, or nothing.</remarks>
    public string? TlsSecret { get; set; }

    /// <summary>Annotations of the sessions' Ingresses, beside the presets for Traefik and ingress-nginx, which they override.</summary>
    /// <remarks>Range: names of annotations with their values.</remarks>
    public Dictionary<string, string> IngressAnnotations { get; } = new(StringComparer.Ordinal);

    /// <summary>What happens when a session's pod is evicted, deleted or lost with its node: <c>replace</c> (default: the session goes on in another one, with an empty work folder) or <c>end</c>.</summary>
    /// <remarks>Range: `replace` or `end`.</remarks>
    public string OnPodLost { get; set; } = Replace;

    /// <summary>The Gateway that sessions' HTTPRoutes attach to, for the exposure <c>gateway</c>.</summary>
    public GatewayOptions Gateway { get; set; } = new();

    /// <summary>What sessions' pods have beside what every one has.</summary>
    public PodTemplateOptions PodTemplate { get; set; } = new();

    /// <summary>Who may reach a session's pod, and what it may reach.</summary>
    public NetworkPolicyOptions NetworkPolicy { get; set; } = new();
}
