namespace GamSessions.Options;

/// <summary>The section <c>GamSessions</c> of the configuration.</summary>
public sealed class GamSessionsOptions
{
    /// <summary>The section's name.</summary>
    public const string SectionName = "GamSessions";

    /// <summary>The engine: <c>local</c> (default), <c>kubernetes</c>, <c>pulumi</c>.</summary>
    public string Engine { get; set; } = "local";

    /// <summary>How clients reach sessions: <c>router</c> (default locally), <c>ingress</c> (default in a cluster), <c>gateway</c>.</summary>
    public string? Exposure { get; set; }

    /// <summary>The address that clients use, a path prefix allowed; default the address that the host listens on.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where readiness is tried instead of <see cref="PublicUrl"/>.</summary>
    public Uri? ProbeUrl { get; set; }

    /// <summary>Default <c>~/.local/share/gam-sessions</c>.</summary>
    public string? DataFolder { get; set; }

    /// <summary>The images that sessions may use, by name.</summary>
    public Dictionary<string, ImageOptions> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Who may call.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>The local engine's own settings.</summary>
    public LocalOptions Local { get; set; } = new();

    /// <summary>All limits.</summary>
    public LimitOptions Limits { get; set; } = new();
}
