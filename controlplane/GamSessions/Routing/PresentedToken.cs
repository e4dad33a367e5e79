using GamAgent.Protocol;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Routing;

/// <summary>The session token that a websocket brought: in <c>Authorization</c>, in <c>X-Gam-Authorization</c>, or as a subprotocol.</summary>
internal static class PresentedToken
{
    private const string Bearer = "Bearer ";

    /// <summary>The token, empty for a header that holds none; null when nothing was brought.</summary>
    public static string? Find(HttpRequest request)
    {
        foreach (var name in (string[])["Authorization", ProtocolVersion.AuthorizationHeader])
        {
            if (request.Headers.TryGetValue(name, out var values))
            {
                var value = values.ToString();
                return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : string.Empty;
            }
        }

        return request.HttpContext.WebSockets.WebSocketRequestedProtocols
            .FirstOrDefault(protocol => protocol.StartsWith(ProtocolVersion.BearerSubprotocolPrefix, StringComparison.Ordinal))
            ?[ProtocolVersion.BearerSubprotocolPrefix.Length..];
    }
}
