namespace GamSessions.Options;

/// <summary>The section <c>GamSessions</c> of the configuration.</summary>
public sealed class GamSessionsOptions
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "GamSessions";

    /// <summary>The engine that stands sessions up; default <c>local</c>, on this machine.</summary>
    /// <remarks>Range: `local` or `kubernetes` or `pulumi`.</remarks>
    public string Engine { get; set; } = "local";

    /// <summary>How clients reach sessions: <c>router</c>, through this host (default locally, and all there is there); <c>ingress</c> (default in a cluster) or <c>gateway</c>, straight into the pod as well.</summary>
    /// <remarks>Range: `router` or `ingress` or `gateway`.</remarks>
    public string? Exposure { get; set; }

    /// <summary>The address that clients use, a path prefix allowed; default the address that the host listens on.</summary>
    /// <remarks>Range: an absolute http or https address without query, or nothing.</remarks>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where readiness is tried instead of <see cref="PublicUrl"/>, with the Host of that; for hosts that don't reach themselves from outside.</summary>
    /// <remarks>Range: an absolute http or https address without query, or nothing.</remarks>
    public Uri? ProbeUrl { get; set; }

    /// <summary>Where the store and the sessions' folders are; default <c>~/.local/share/gam-sessions</c>. <c>~</c> is the home folder.</summary>
    /// <remarks>Range: a folder that can be written.</remarks>
    public string? DataFolder { get; set; }

    /// <summary>The built web console, served at <c>/</c>; default <c>console</c> beside the program. Where there is none, a plain page is.</summary>
    /// <remarks>Range: a folder, or nothing.</remarks>
    public string? ConsoleFolder { get; set; }

    /// <summary>The images that sessions may use, by name.</summary>
    /// <remarks>Range: names of 1 to 63 letters, digits, points and hyphens.</remarks>
    public Dictionary<string, ImageOptions> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Who may call.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>The local engine's own settings.</summary>
    public LocalOptions Local { get; set; } = new();

    /// <summary>Sessions in a cluster.</summary>
    public KubernetesOptions Kubernetes { get; set; } = new();

    /// <summary>The settings of the engine <c>pulumi</c>, which has those of the cluster too.</summary>
    public PulumiOptions Pulumi { get; set; } = new();

    /// <summary>All limits.</summary>
    public LimitOptions Limits { get; set; } = new();
}
