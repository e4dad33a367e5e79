using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bench.Subject;
using TestKit;

namespace Bench.Peers;

/// <summary>websocketd in its default mode: each line that the program prints is a message.</summary>
internal sealed class Websocketd : IDisposable
{
    private readonly Process _process;
    private readonly Uri _uri;

    private Websocketd(Process process, Uri uri) => (_process, _uri) = (process, uri);

    public static async Task<Websocketd> StartAsync(string program, params string[] arguments)
    {
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(
            "websocketd", ["--address=127.0.0.1", $"--port={port.ToString(CultureInfo.InvariantCulture)}", "--loglevel=error", program, .. arguments]))!;
        await Eventually.True("websocketd listens", async () =>
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return new Websocketd(process, new Uri($"ws://127.0.0.1:{port}/"));
    }

    /// <summary>One connection: the program runs and its lines come, to its end.</summary>
    public async Task<long> RunAsync()
    {
        using var socket = await CountingSocket.ConnectAsync(_uri);
        await socket.ReadToEndAsync();
        return socket.Bytes;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
