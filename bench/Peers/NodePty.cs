using System.Diagnostics;
using System.Globalization;
using Bench.Subject;
using TestKit;

namespace Bench.Peers;

/// <summary>The usual way to do this in Node: node-pty with ws, a terminal a connection.</summary>
internal sealed class NodePty : IDisposable
{
    private readonly Process _process;
    private readonly Uri _uri;

    private NodePty(Process process, Uri uri) => (_process, _uri) = (process, uri);

    public static async Task<NodePty> StartAsync(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("node", [RepositoryRoot.Combine("bench", "node-pty-ws", "server.js"), program, .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        return new NodePty(process, new Uri($"ws://127.0.0.1:{port}/"));
    }

    /// <summary>One connection: the program runs and its output comes, to its end.</summary>
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
}
