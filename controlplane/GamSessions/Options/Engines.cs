namespace GamSessions.Options;

/// <summary>The values of <see cref="GamSessionsOptions.Engine"/>.</summary>
internal static class Engines
{
    /// <summary>Processes of this machine.</summary>
    public const string Local = "local";

    /// <summary>Pods, by the API.</summary>
    public const string Kubernetes = "kubernetes";

    /// <summary>Pods, by the pulumi CLI.</summary>
    public const string Pulumi = "pulumi";

    /// <summary>Whether sessions are pods.</summary>
    public static bool IsCluster(string engine) => engine is Kubernetes or Pulumi;
}
