namespace GamSessions.Options;

/// <summary>An image that sessions may use.</summary>
public sealed class ImageOptions
{
    /// <summary>The image's reference; required in a cluster, ignored locally.</summary>
    public string? Reference { get; set; }

    /// <summary>The path of GAM in it; default <c>gam</c> on PATH.</summary>
    public string? GamPath { get; set; }

    /// <summary>The user id to run as.</summary>
    public long? RunAsUser { get; set; }
}
