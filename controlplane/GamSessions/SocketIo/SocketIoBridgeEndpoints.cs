using GamSessions.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GamSessions.SocketIo;

/// <summary>The address of Socket.IO.</summary>
internal static class SocketIoBridgeEndpoints
{
    /// <summary>Maps <c>/socket.io/</c>.</summary>
    public static void MapSocketIoBridge(this IEndpointRouteBuilder endpoints)
    {
        var server = endpoints.ServiceProvider.GetRequiredService<BridgeServer>().Server;
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseHostAndOriginChecks();
        pipeline.UseWebSockets();
        pipeline.Run(server.Engine.HandleAsync);
        endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(server.Close);
        endpoints.Map("/socket.io", pipeline.Build()).WithDisplayName("Socket.IO").WithMetadata(new ExcludeFromDescriptionAttribute());
    }
}
