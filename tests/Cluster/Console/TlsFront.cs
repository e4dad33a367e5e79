using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cluster.Tests.Console;

/// <summary>Ends TLS in front of an address, with a certificate of its own making, as a load balancer in front of a cluster does. It looks at nothing.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly Uri _to;
    private readonly ConcurrentDictionary<Task, byte> _connections = new();
    private readonly Task _accepting;

    /// <summary>Listens on a free port and begins.</summary>
    /// <param name="listen">The address to listen on, for which the certificate is.</param>
    /// <param name="to">Where connections go: host and port of this address.</param>
    public TlsFront(IPAddress listen, Uri to)
    {
        _to = to;
        _certificate = SelfSigned(listen);
        _listener = new TcpListener(listen, 0);
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where clients come in.</summary>
    public Uri Address => new($"https://{_listener.LocalEndpoint}");

    /// <summary>What a browser may be told to trust: the hash of the certificate's public key.</summary>
    public string PublicKeyHash => Convert.ToBase64String(SHA256.HashData(_certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _certificate.Dispose();
        _over.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var connection = Carry(await _listener.AcceptTcpClientAsync(_over.Token));
                _connections[connection] = 0;
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException)
        {
            Assert.True(_over.IsCancellationRequested, over.Message);
        }
    }

    private async Task Carry(TcpClient accepted)
    {
        using var client = accepted;
        using var server = new TcpClient();
        try
        {
            await using var secured = new SslStream(client.GetStream());
            await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _over.Token);
            await server.ConnectAsync(_to.DnsSafeHost, _to.Port, _over.Token);
            await using var plain = server.GetStream();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
            var (up, down) = (secured.CopyToAsync(plain, ended.Token), plain.CopyToAsync(secured, ended.Token));

            // The first end that closes ends both: a browser closes neither half alone.
            await Task.WhenAny(up, down);
            await ended.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            // Either end went; a browser also drops connections that it opened in advance.
            client.Client.Close(0);
        }
    }

    private static X509Certificate2 SelfSigned(IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        // Servers want the key from a store or a file, not one of this process alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
