using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TestKit;

/// <summary>A way for TCP connections to another port that can be cut: both ends see their connection reset, in the middle of whatever was on it.</summary>
public sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private long _cutAfter = long.MaxValue;

    /// <summary>Makes one.</summary>
    /// <param name="port">Where it leads to, on this machine.</param>
    public CuttableProxy(int port)
        : this(IPAddress.Loopback, new UriBuilder("http", "127.0.0.1", port).Uri)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="listen">The address that it listens on.</param>
    /// <param name="to">Where it leads to: host and port of this address.</param>
    public CuttableProxy(IPAddress listen, Uri to)
    {
        (_host, _port) = (to.DnsSafeHost, to.Port);
        _listener = new TcpListener(listen, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The same, as clients of HTTP write it.</summary>
    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>How often it was cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Whether new connections are cut at once; those that there are stay.</summary>
    public bool Refuses { get; set; }

    /// <summary>Cuts all connections that there are; new ones get through.</summary>
    public void Cut()
    {
        Cuts++;
        foreach (var socket in _open.Keys)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Close();
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // Its peer has just left by itself.
            }
        }
    }

    /// <summary>Cuts all connections once that many more bytes came from the other side, wherever in a message that is.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _cutAfter, bytes);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = CarryAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task CarryAsync(Socket client)
    {
        using var _ = client;
        if (Refuses)
        {
            return;
        }

        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(_host, _port, _stop.Token);
            _open[client] = 0;
            _open[server] = 0;
            await Task.WhenAll(PumpAsync(client, server, counts: false), PumpAsync(server, client, counts: true));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut, or one side is gone.
        }
        finally
        {
            _open.TryRemove(client, out byte _);
            _open.TryRemove(server, out byte _);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool counts)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var read)
        {
            var left = counts ? Interlocked.Add(ref _cutAfter, -read) : 1;
            if (left <= 0 && Interlocked.Exchange(ref _cutAfter, long.MaxValue) <= 0)
            {
                await to.SendAsync(buffer.AsMemory(0, (int)Math.Max(0, read + left)), _stop.Token);
                Cut();
                return;
            }

            await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
