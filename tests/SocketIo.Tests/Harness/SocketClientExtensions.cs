namespace SocketIo.Tests.Harness;

/// <summary>What a client of Socket.IO says on a connection of Engine.IO.</summary>
internal static class SocketClientExtensions
{
    /// <summary>Opens a connection, and enters a namespace with a connect packet.</summary>
    public static async Task<(EngineClient Client, string Answer)> Enter(this EngineHost host, string connect = "40")
    {
        var client = await host.Connect();
        await client.Text();
        await client.Send(connect);
        return (client, await client.Text());
    }
}
