namespace GamSessions.Options;

/// <summary>An image that sessions may use.</summary>
public sealed class ImageOptions
{
    /// <summary>The image's reference; required in a cluster, ignored locally.</summary>
    public string? Reference { get; set; }

    /// <summary>The path of GAM in it; default <c>gam</c> on PATH.</summary>
    public string? GamPath { get; set; }

    /// <summary>The user id to run as; default the image's own, which has to be a number other than 0. One that was built for root needs it.</summary>
    public long? RunAsUser { get; set; }

    /// <summary>Variables for GAM.</summary>
    public Dictionary<string, string> Env { get; } = new(StringComparer.Ordinal);

    /// <summary>Secrets to pull it with, in the sessions' namespace.</summary>
    public List<string> PullSecrets { get; } = [];
}
