using System.Net;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Provisioning;

namespace GamSessions.AgentLink;

/// <summary>Asks a session's agent for files, by plain HTTP where the engine says that it is now. It keeps nothing of what it carries.</summary>
internal sealed class AgentFiles(ISessionProvisioner engine, ISessionTokenIssuer issuer) : IDisposable
{
    // The agent asks for a body once its runner has looked whether it may come.
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(30);

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        Expect100ContinueTimeout = LookLimit,
    });

    /// <summary>Sends a request; returns when its answer begins.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="method">What to do.</param>
    /// <param name="path">The file, or null for the list of all.</param>
    /// <param name="prepare">Adds headers and a body.</param>
    /// <param name="cancellationToken">Cuts the request, and the answer as well.</param>
    /// <exception cref="AgentUnreachableException">There is no agent to be reached, or it went away.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        string sessionId, HttpMethod method, string? path, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var endpoint = await engine.FindAgentAsync(sessionId, cancellationToken)
            ?? throw new AgentUnreachableException("the engine knows of no agent at the moment");
        var token = await issuer.IssueAsync(sessionId, AgentDialling.Subject, SessionRole.Control, cancellationToken);
        using var request = new HttpRequestMessage(method, Address(endpoint.BaseUrl, path));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Value}");

        // The API server's pod proxy strips the other one.
        request.Headers.TryAddWithoutValidation(ProtocolVersion.AuthorizationHeader, $"Bearer {token.Value}");
        prepare(request);
        try
        {
            return await (endpoint.Via ?? _client).SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new AgentUnreachableException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // In the query, where no proxy on the way takes a path apart.
    private static Uri Address(Uri baseUrl, string? path) => new UriBuilder(baseUrl)
    {
        Path = $"{baseUrl.AbsolutePath.TrimEnd('/')}/files",
        Query = path is null ? string.Empty : $"path={Uri.EscapeDataString(path)}",
    }.Uri;
}
