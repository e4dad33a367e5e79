using GamSessions.Manifests;
using GamSessions.Options;

namespace GamSessions.Exposure;

/// <summary>The HTTPRoute of one session, with the same two paths as an Ingress.</summary>
internal static class HttpRouteManifest
{
    /// <summary>The route.</summary>
    public static HttpRoute Build(string sessionId, PublicRoute route, KubernetesOptions options)
    {
        var path = route.PathOf(sessionId);
        return new HttpRoute
        {
            Metadata = SessionManifests.Metadata(SessionNames.Route(sessionId), sessionId, options.Namespace),
            Spec = new HttpRouteSpec(
                [new HttpRouteParent(options.Gateway.Name!, string.IsNullOrEmpty(options.Gateway.Namespace) ? null : options.Gateway.Namespace)],
                route.Host is null ? null : [route.Host],
                [
                    new HttpRouteRule(
                        [new HttpRouteMatch(new HttpRoutePath("Exact", path)), new HttpRouteMatch(new HttpRoutePath("PathPrefix", $"{path}/"))],
                        [new HttpRouteBackend(SessionNames.Service(sessionId), SessionNames.Port)]),
                ]),
        };
    }
}
