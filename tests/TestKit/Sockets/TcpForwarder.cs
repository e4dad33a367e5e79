using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace TestKit;

/// <summary>
/// Passes connections on to another address, byte for byte: lends a server on the loopback an address that others (pods, a network
/// namespace) can reach. It looks at nothing and keeps nothing.
/// </summary>
public sealed class TcpForwarder : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly TcpListener _listener;
    private readonly string _host;
    private readonly int _port;
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;

    /// <summary>Listens on a free port and begins.</summary>
    /// <param name="listen">The address to listen on.</param>
    /// <param name="to">Where connections go: host and port of this address.</param>
    public TcpForwarder(IPAddress listen, Uri to)
    {
        (_host, _port) = (to.DnsSafeHost, to.Port);
        _listener = new TcpListener(listen, 0);
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How many connections came.</summary>
    public int Count { get; private set; }

    /// <summary>The address of this machine from which it would reach another one.</summary>
    public static IPAddress LocalAddressTowards(string host)
    {
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(host, 9);
        var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _over.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                Count++;
                var connection = Carry(client);
                _connections[connection] = 0;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            Assert.True(_over.IsCancellationRequested, over.Message);
        }
    }

    private async Task Carry(Socket accepted)
    {
        using var client = accepted;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(_host, _port, _over.Token);
            await Task.WhenAll(Copy(client, server), Copy(server, client));
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
            // Either end went: the other one sees the end of its connection.
            client.Close(0);
        }
    }

    private async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _over.Token) is var read and > 0)
        {
            for (var sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _over.Token);
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
