namespace GamSessions.Options;

/// <summary>The NetworkPolicy of every session: in, the ingress controller and the control plane; out, DNS and HTTPS to public addresses.</summary>
public sealed class NetworkPolicyOptions
{
    /// <summary>Whether there is one; default true.</summary>
    /// <remarks>Range: `true` or `false`.</remarks>
    public bool Enabled { get; set; } = true;

    /// <summary>Who carries clients' websockets, as JSON in the API's own shape; default the namespaces traefik, ingress-nginx and kube-system, or with the exposure <c>router</c> nobody.</summary>
    /// <remarks>Range: a JSON array of network policy peers, or nothing.</remarks>
    public string? IngressFrom { get; set; }

    /// <summary>Where the control plane comes from, as JSON; default the pods of the same namespace with the labels app.kubernetes.io/name=gam-sessions and app.kubernetes.io/component=control-plane.</summary>
    /// <remarks>Range: a JSON array of network policy peers, or nothing.</remarks>
    public string? ControlPlaneFrom { get; set; }

    /// <summary>What else GAM may reach (a proxy) as JSON; default nothing.</summary>
    /// <remarks>Range: a JSON array of network policy egress rules, or nothing.</remarks>
    public string? ExtraEgress { get; set; }
}
