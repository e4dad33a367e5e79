using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SocketIo.Engine;

namespace SocketIo;

/// <summary>Puts servers into an ASP.NET Core application.</summary>
public static class SocketIoEndpoints
{
    /// <summary>Maps an Engine.IO server, at <c>/engine.io/</c> where nothing else is said; the final slash is optional.</summary>
    public static IEndpointConventionBuilder MapEngineIo(this IEndpointRouteBuilder endpoints, EngineServer server, string path = "/engine.io")
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(server.HandleAsync);
        endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(server.Close);
        return endpoints.Map(path.TrimEnd('/'), pipeline.Build());
    }

    /// <summary>Maps a Socket.IO server, at <c>/socket.io/</c> where nothing else is said; the final slash is optional.</summary>
    public static IEndpointConventionBuilder MapSocketIo(this IEndpointRouteBuilder endpoints, SocketIoServer server, string path = "/socket.io") =>
        endpoints.MapEngineIo(server.Engine, path);
}
