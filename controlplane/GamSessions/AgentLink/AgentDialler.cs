using System.Globalization;
using System.Net.WebSockets;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Options;
using GamSessions.Provisioning;

namespace GamSessions.AgentLink;

/// <summary>Makes one connection to a session's agent, where the engine says it is now.</summary>
internal sealed class AgentDialler(string sessionId, ISessionProvisioner engine, ISessionTokenIssuer issuer, LimitOptions limits, TimeProvider time)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    /// <summary>Connects as the control plane, asking for the journal after an event.</summary>
    /// <exception cref="AgentUnreachableException">There is no agent to be reached, or it refused.</exception>
    public Task<ClientWebSocket> DialAsync(string? epoch, long after, CancellationToken cancellationToken) =>
        DialAsync(AgentDialling.Subject, SessionRole.Control, epoch, after, cancellationToken);

    /// <summary>Connects as somebody, asking for the journal after an event, or from now on.</summary>
    /// <exception cref="AgentUnreachableException">There is no agent to be reached, or it refused.</exception>
    public async Task<ClientWebSocket> DialAsync(string subject, SessionRole role, string? epoch, long? after, CancellationToken cancellationToken)
    {
        var token = await issuer.IssueAsync(sessionId, subject, role, cancellationToken);
        return await DialAsync(token.Value, epoch, after, cancellationToken);
    }

    /// <summary>Connects with a token, asking for the journal after an event, or from now on.</summary>
    /// <exception cref="AgentUnreachableException">There is no agent to be reached, or it refused.</exception>
    public async Task<ClientWebSocket> DialAsync(string token, string? epoch, long? after, CancellationToken cancellationToken)
    {
        var endpoint = await engine.FindAgentAsync(sessionId, cancellationToken)
            ?? throw new AgentUnreachableException("the engine knows of no agent at the moment");
        using var limit = new CancellationTokenSource(ConnectLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.KeepAliveInterval = limits.PingInterval;
            socket.Options.KeepAliveTimeout = limits.PingTimeout;
            AgentDialling.Prepare(socket, token);
            await socket.ConnectAsync(Address(endpoint.BaseUrl, epoch, after), endpoint.Via, either.Token);
            return socket;
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new AgentUnreachableException(e is OperationCanceledException ? $"no answer within {ConnectLimit.TotalSeconds:0} s" : e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Uri Address(Uri baseUrl, string? epoch, long? after) => new UriBuilder(baseUrl)
    {
        Scheme = baseUrl.Scheme is "https" or "wss" ? "wss" : "ws",
        Path = $"{baseUrl.AbsolutePath.TrimEnd('/')}/ws/session/{sessionId}/",
        Query = after is null
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $"after={after}") + (epoch is null ? string.Empty : $"&epoch={Uri.EscapeDataString(epoch)}"),
    }.Uri;
}
