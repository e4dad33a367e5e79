using System.Security.Cryptography.X509Certificates;
using System.Text;
using GamAgent.Protocol;
using k8s;
using k8s.Authentication;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// Carries requests for agents through the API server's pod proxy. The API server wants its own credentials in <c>Authorization</c> and
/// strips that header; a session token that stands there moves to <c>X-Gam-Authorization</c>, which agents read too. It also drops the query
/// of an upgrade, which goes along as <c>X-Gam-Query</c>.
/// </summary>
internal sealed class PodProxy : DelegatingHandler
{
    private readonly ServiceClientCredentials? _credentials;

    private PodProxy(ServiceClientCredentials? credentials, HttpMessageHandler inner)
        : base(inner) => _credentials = credentials;

    /// <summary>For the API server of a configuration.</summary>
    public static HttpMessageInvoker Create(KubernetesClientConfiguration configuration)
    {
        // The kubeconfig's own proxy settings are the client's affair; this goes the plain way.
        var sockets = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        };
        if (configuration.TlsServerName is { Length: > 0 } name)
        {
            sockets.SslOptions.TargetHost = name;
        }

        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // What the kubeconfig says.
            sockets.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (configuration.SslCaCerts is { Count: > 0 } authorities)
        {
            sockets.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                certificate is not null && chain is not null && k8s.Kubernetes.CertificateValidationCallBack(sender, authorities, certificate, chain, errors);
        }

        if (ClientCertificate(configuration) is { } certificate)
        {
            sockets.SslOptions.ClientCertificates = [certificate];
        }

        return new HttpMessageInvoker(new PodProxy(k8s.Kubernetes.CreateCredentials(configuration), sockets));
    }

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration configuration) => configuration switch
    {
        { ClientCertificateData.Length: > 0, ClientCertificateKeyData.Length: > 0 } => X509Certificate2.CreateFromPem(
            Text(configuration.ClientCertificateData), Text(configuration.ClientCertificateKeyData)),
        { ClientCertificateFilePath.Length: > 0, ClientKeyFilePath.Length: > 0 } => X509Certificate2.CreateFromPemFile(
            configuration.ClientCertificateFilePath, configuration.ClientKeyFilePath),
        _ => null,
    };

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.TryGetValues("Authorization", out var session))
        {
            var token = session.First();
            request.Headers.Remove("Authorization");
            if (!request.Headers.Contains(ProtocolVersion.AuthorizationHeader))
            {
                request.Headers.TryAddWithoutValidation(ProtocolVersion.AuthorizationHeader, token);
            }
        }

        if (request.RequestUri is { Query.Length: > 1 } address)
        {
            request.Headers.Remove(ProtocolVersion.QueryHeader);
            request.Headers.TryAddWithoutValidation(ProtocolVersion.QueryHeader, address.Query);
        }

        if (_credentials is not null)
        {
            await _credentials.ProcessHttpRequestAsync(request, cancellationToken);
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
