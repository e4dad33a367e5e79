using GamSessions.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace GamSessions.Routing;

/// <summary>The addresses of the websockets.</summary>
internal static class RouterEndpoints
{
    /// <summary>Maps <c>/ws/session/{id}</c>, with and without the final slash.</summary>
    public static void MapRouter(this IEndpointRouteBuilder endpoints)
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseHostAndOriginChecks();
        pipeline.UseWebSockets();
    }
}
