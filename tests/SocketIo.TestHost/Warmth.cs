using System.Net.WebSockets;

namespace SocketIo.TestHost;

/// <summary>A first request by each transport, so that those of a suite are not the first.</summary>
internal static class Warmth
{
    /// <summary>Makes them.</summary>
    public static async Task Gain(Uri host, params string[] paths)
    {
        using var http = new HttpClient { BaseAddress = host };
        foreach (var path in paths)
        {
            await http.GetStringAsync(new Uri($"{path}/?EIO=4&transport=polling", UriKind.Relative));
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri($"ws://{host.Authority}/{path}/?EIO=4&transport=websocket"), CancellationToken.None);
            await socket.ReceiveAsync(new byte[1024], CancellationToken.None);
            socket.Abort();
        }
    }
}
