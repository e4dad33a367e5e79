using GamSessions.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Routing;

/// <summary>The addresses of the websockets.</summary>
internal static class RouterEndpoints
{
    /// <summary>Maps <c>/ws/session/{id}</c>; routing takes the final slash or leaves it.</summary>
    public static void MapRouter(this IEndpointRouteBuilder endpoints)
    {
        var router = endpoints.ServiceProvider.GetRequiredService<SessionRouter>();
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseHostAndOriginChecks();
        pipeline.UseWebSockets();
        pipeline.Run(router.RouteAsync);
        endpoints.Map("/ws/session/{id}", pipeline.Build()).WithDisplayName("session websocket").WithMetadata(new ExcludeFromDescriptionAttribute());
    }
}
