namespace GamSessions.Options;

/// <summary>The values of <see cref="GamSessionsOptions.Exposure"/>.</summary>
internal static class Exposures
{
    /// <summary>Through the control plane.</summary>
    public const string Router = "router";

    /// <summary>An Ingress for each session as well.</summary>
    public const string Ingress = "ingress";

    /// <summary>An HTTPRoute for each session as well.</summary>
    public const string Gateway = "gateway";
}
