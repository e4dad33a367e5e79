using GamAgent.Protocol;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace GamSessions.Routing;

/// <summary>
/// What of a client's request reaches the agent: the session's own path, the checked query, the token (or a fresh one, where a local
/// client brought none). Cookies are other people's; Origin and Host were checked here, and the agent knows only the router.
/// </summary>
internal sealed class AgentTransformer(string sessionId, QueryString query, string? token) : HttpTransformer
{
    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, $"/ws/session/{sessionId}/", query);
        proxyRequest.Headers.Host = null;
        proxyRequest.Headers.Remove("Cookie");
        proxyRequest.Headers.Remove("Origin");
        if (token is not null)
        {
            proxyRequest.Headers.Remove("Authorization");
            proxyRequest.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            proxyRequest.Headers.Remove(ProtocolVersion.AuthorizationHeader);
        }
    }
}
