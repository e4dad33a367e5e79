using System.Net;
using System.Net.Sockets;

namespace TestKit;

/// <summary>
/// A network between a client and a server that behaves badly when told to: it loses everything from now on, closes what is idle as a proxy does, or is
/// slow towards the client.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly TimeSpan? _idleLimit;
    private readonly int? _bytesPerSecond;
    private readonly Task _accepting;
    private long _lastTransfer;
    private int _transfers;
    private volatile bool _loses;

    /// <summary>Begins to listen.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="idleLimit">A connection on which nothing was said for so long is cut; null for never.</param>
    /// <param name="bytesPerSecond">The most that it carries to the client; null for all.</param>
    public TcpRelay(Uri server, TimeSpan? idleLimit = null, int? bytesPerSecond = null)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Port);
        _idleLimit = idleLimit;
        _bytesPerSecond = bytesPerSecond;
        _lastTransfer = TimeProvider.System.GetTimestamp();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often the server said something.</summary>
    public int Transfers => Volatile.Read(ref _transfers);

    /// <summary>From now on every byte is lost, and no end is passed on.</summary>
    public void Lose() => _loses = true;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = BufferBytes };
        using (client)
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            await server.ConnectAsync(_server, over.Token);
            var up = CopyAsync(client, server, toClient: false, over.Token);
            var down = CopyAsync(server, client, toClient: true, over.Token);
            await Task.WhenAny(up, down, WatchAsync(over.Token));
            await over.CancelAsync();
            await Task.WhenAll(up, down);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool toClient, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (true)
            {
                var count = await from.ReceiveAsync(buffer, SocketFlags.None, cancellation);
                if (_loses)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                }

                if (count == 0)
                {
                    return;
                }

                Volatile.Write(ref _lastTransfer, TimeProvider.System.GetTimestamp());
                if (toClient)
                {
                    Interlocked.Increment(ref _transfers);
                    if (_bytesPerSecond is { } rate)
                    {
                        await Task.Delay(TimeSpan.FromSeconds((double)count / rate), TimeProvider.System, cancellation);
                    }
                }

                for (var rest = buffer.AsMemory(0, count); !rest.IsEmpty;)
                {
                    rest = rest[await to.SendAsync(rest, SocketFlags.None, cancellation)..];
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone, or the connection was cut.
        }
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        try
        {
            while (_idleLimit is not { } limit || TimeProvider.System.GetElapsedTime(Volatile.Read(ref _lastTransfer)) < limit)
            {
                await Task.Delay(_idleLimit is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
    }
}
