using System.Text.Json.Nodes;
using SocketIo.Engine;

namespace SocketIo.TestHost;

/// <summary>The two servers, with the settings and the habits that the suites name.</summary>
internal static class Suites
{
    // Suites listen for one message at a time: an event in the same packet of the network as the answer before it would be missed.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private static EngineOptions Settings(TimeSpan pingTimeout) => new()
    {
        PingInterval = TimeSpan.FromMilliseconds(300),
        PingTimeout = pingTimeout,
        MaxPayload = 1_000_000,
        CorsOrigins = _ => true,
    };

    /// <summary>Echoes every message.</summary>
    public static EngineServer Engine(TimeSpan pingTimeout, ILoggerFactory loggers) => new(Settings(pingTimeout), logger: loggers.CreateLogger<EngineServer>())
    {
        OnConnection = connection => connection.OnMessage = async message => await connection.SendAsync(message),
    };

    /// <summary>The namespaces <c>/</c> and <c>/custom</c>.</summary>
    public static SocketIoServer SocketIo(TimeSpan pingTimeout, ILoggerFactory loggers)
    {
        var io = new SocketIoServer(new SocketIoOptions { Engine = Settings(pingTimeout), ConnectTimeout = TimeSpan.FromSeconds(1) }, loggers: loggers);
        io.Of("/").OnConnection = socket =>
        {
            socket.On("message", async e => await socket.EmitAsync("message-back", [.. e.Args]));
            socket.On("message-with-ack", async e => await e.AckAsync([.. e.Args]));
            return TellAuth(socket);
        };
        io.Of("/custom").OnConnection = TellAuth;
        return io;
    }

    private static async Task TellAuth(ServerSocket socket)
    {
        JsonObject auth = socket.Auth;
        await Task.Delay(Pause, TimeProvider.System, socket.Over);
        await socket.EmitAsync("auth", auth);
    }
}
