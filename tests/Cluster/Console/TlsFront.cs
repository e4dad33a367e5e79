using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cluster.Tests.Console;

/// <summary>Ends TLS in front of an address, with a certificate of its own making, as a load balancer in front of a cluster does. It looks at nothing.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly Uri _to;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    /// <summary>Listens on a free port of the loopback and begins.</summary>
    public TlsFront(Uri to)
    {
        _to = to;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>Where clients come in.</summary>
    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _certificate.Dispose();
        _over.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _connections.Add(Carry(await _listener.AcceptTcpClientAsync(_over.Token)));
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
            // The first end that closes ends both: a browser's sockets are closed by neither half.
            await await Task.WhenAny(secured.CopyToAsync(plain, _over.Token), plain.CopyToAsync(secured, _over.Token));
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // Either end went; a browser also drops connections that it opened in advance.
            client.Client.Close(0);
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        // Servers want the key from a store or a file, not one of this process alone.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
