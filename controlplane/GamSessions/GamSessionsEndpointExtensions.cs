using GamSessions.Api;
using GamSessions.Routing;
using GamSessions.SocketIo;
using Microsoft.AspNetCore.Routing;

namespace GamSessions;

/// <summary>Puts the addresses of sessions into an ASP.NET Core application.</summary>
public static class GamSessionsEndpointExtensions
{
    /// <summary>
    /// Maps the REST API (<c>/api/…</c>, <c>/healthz</c>, <c>/readyz</c>, <c>/.well-known/jwks.json</c>, <c>/openapi/v1.json</c>,
    /// <c>/docs</c>, the page at <c>/</c>) and the websockets (<c>/ws/session/{id}/</c>) and Socket.IO (<c>/socket.io/</c>). Host and Origin are checked on all of them.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    public static IEndpointRouteBuilder MapGamSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSessionApi();
        endpoints.MapRouter();
        endpoints.MapSocketIoBridge();
        return endpoints;
    }
}
