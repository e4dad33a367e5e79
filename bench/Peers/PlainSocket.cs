using System.Diagnostics;
using System.Net.WebSockets;
using Bench.Subject;

namespace Bench.Peers;

/// <summary>The least that ASP.NET Core needs for it: a websocket, a child on pipes, a copy loop each way. No terminal, no journal, no second program.</summary>
internal sealed class PlainSocket : IDisposable
{
    private readonly Process _process;

    private PlainSocket(Process process, Uri uri) => (_process, Address) = (process, uri);

    public Uri Address { get; }

    /// <summary>Starts it as a process of its own.</summary>
    public static async Task<PlainSocket> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["peer-echo"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var url = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The peer ended at once.");
        return new PlainSocket(process, new Uri(url.Replace("http", "ws", StringComparison.Ordinal)));
    }

    /// <summary>Is it, until its standard input ends.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await CopyAsync(socket);
        });
        await app.StartAsync();
        Console.Out.WriteLine(app.Urls.First());
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        return 0;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task CopyAsync(WebSocket socket)
    {
        using var child = Process.Start(new ProcessStartInfo("/bin/cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = CopyOutAsync(child.StandardOutput.BaseStream, socket);
        var buffer = new byte[64 << 10];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } part)
            {
                await child.StandardInput.BaseStream.WriteAsync(buffer.AsMemory(0, part.Count));
                await child.StandardInput.BaseStream.FlushAsync();
            }
        }
        catch (WebSocketException)
        {
            // The client is done.
        }

        child.StandardInput.Close();
        await output;
    }

    private static async Task CopyOutAsync(Stream from, WebSocket socket)
    {
        var buffer = new byte[64 << 10];
        while (await from.ReadAsync(buffer) is var count and > 0)
        {
            await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
    }
}
