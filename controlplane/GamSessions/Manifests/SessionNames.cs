namespace GamSessions.Manifests;

/// <summary>The names of a session's objects, which people and documents rely on.</summary>
internal static class SessionNames
{
    /// <summary>The port of the agent and of its Service.</summary>
    public const int Port = 8077;

    /// <summary>The container of the agent.</summary>
    public const string AgentContainer = "agent";

    /// <summary>The container of the caller's image.</summary>
    public const string GamContainer = "gam";

    /// <summary>The Deployment; also what its pods' names begin with.</summary>
    public static string Deployment(string sessionId) => $"gam-session-{sessionId}";

    /// <summary>The Service.</summary>
    public static string Service(string sessionId) => $"gam-service-{sessionId}";

    /// <summary>The Ingress.</summary>
    public static string Ingress(string sessionId) => $"gam-ingress-{sessionId}";

    /// <summary>The HTTPRoute.</summary>
    public static string Route(string sessionId) => $"gam-route-{sessionId}";

    /// <summary>The NetworkPolicy.</summary>
    public static string NetworkPolicy(string sessionId) => $"gam-policy-{sessionId}";
}
