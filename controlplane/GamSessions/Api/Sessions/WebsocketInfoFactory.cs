using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Sessions;

/// <summary>Says how a caller reaches a session, with a token of their own.</summary>
internal sealed class WebsocketInfoFactory(IOptions<GamSessionsOptions> options, ISessionTokenIssuer tokens)
{
    /// <summary>The addresses are those of <c>PublicUrl</c>, or else of the address that this request was sent to.</summary>
    public async Task<WebsocketInfo> MakeAsync(HttpRequest request, string sessionId, Caller caller, CancellationToken cancellationToken)
    {
        var role = caller.Role is CallerRole.Viewer ? SessionRole.Viewer : SessionRole.Operator;
        var token = await tokens.IssueAsync(sessionId, caller.Subject, role, cancellationToken);
        var (secure, authority, prefix) = options.Value.PublicUrl is { } url
            ? (url.Scheme == Uri.UriSchemeHttps, url.Authority, url.AbsolutePath.TrimEnd('/'))
            : (request.IsHttps, request.Host.ToUriComponent(), request.PathBase.ToUriComponent().TrimEnd('/'));
        var path = $"{prefix}/ws/session/{sessionId}/";
        var inCluster = options.Value.Engine != "local";
        return new WebsocketInfo(
            sessionId,
            $"{(secure ? "wss" : "ws")}://{authority}{path}",
            path,
            path,
            inCluster ? $"gam-service-{sessionId}" : null,
            inCluster,
            ProtocolVersion.Subprotocol,
            token.Value,
            token.ExpiresAt.UtcDateTime);
    }
}
