namespace GamSessions.Exposure;

/// <summary>
/// Annotations that make the usual controllers do right by long-lived websockets to a pod that may be not ready for a while. Each
/// controller reads its own and ignores the others'.
/// </summary>
internal static class ControllerPresets
{
    /// <summary>For Services: Traefik uses the Service's address, not the endpoints that it holds for ready.</summary>
    public static Dictionary<string, string> Service() => new(StringComparer.Ordinal)
    {
        ["traefik.ingress.kubernetes.io/service.nativelb"] = "true",
        ["traefik.io/service.nativelb"] = "true",
    };

    /// <summary>For Ingresses: ingress-nginx uses the Service's address too, and ends no websocket that is quiet between two pings.</summary>
    public static Dictionary<string, string> Ingress() => new(StringComparer.Ordinal)
    {
        ["nginx.ingress.kubernetes.io/service-upstream"] = "true",
        ["nginx.ingress.kubernetes.io/proxy-read-timeout"] = "3600",
        ["nginx.ingress.kubernetes.io/proxy-send-timeout"] = "3600",
    };
}
