namespace GamSessions.Manifests;

/// <summary>The labels by which objects of sessions are found.</summary>
internal static class SessionLabels
{
    /// <summary>The session's id.</summary>
    public const string SessionId = "session_id";

    /// <summary>Chooses the objects of all sessions.</summary>
    public const string AllSessions = "app.kubernetes.io/managed-by=gam-sessions,app.kubernetes.io/component=session";

    /// <summary>What the control plane's own pods are labelled with.</summary>
    public static IReadOnlyDictionary<string, string> ControlPlane { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["app.kubernetes.io/name"] = "gam-sessions",
        ["app.kubernetes.io/component"] = "control-plane",
    };

    /// <summary>Chooses the objects of one session.</summary>
    public static string Of(string sessionId) => $"{AllSessions},{SessionId}={sessionId}";

    /// <summary>All labels of a session's object.</summary>
    public static Dictionary<string, string> For(string sessionId) => new(StringComparer.Ordinal)
    {
        [SessionId] = sessionId,
        ["app.kubernetes.io/name"] = "gam-session",
        ["app.kubernetes.io/instance"] = sessionId,
        ["app.kubernetes.io/component"] = "session",
        ["app.kubernetes.io/part-of"] = "gam-sessions",
        ["app.kubernetes.io/managed-by"] = "gam-sessions",
    };

    /// <summary>What the session's Deployment and Service choose its pods by.</summary>
    public static Dictionary<string, string> Selector(string sessionId) => new(StringComparer.Ordinal)
    {
        [SessionId] = sessionId,
        ["app.kubernetes.io/component"] = "session",
    };
}
