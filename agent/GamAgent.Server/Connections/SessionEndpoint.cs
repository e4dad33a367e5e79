using System.Net.WebSockets;
using GamAgent.Protocol;

namespace GamAgent.Server.Connections;

/// <summary>The websocket's door: what is refused before the upgrade, what after it, and the connection itself.</summary>
internal sealed class SessionEndpoint(AgentServices agent, UpgradeCheck check)
{
    private const string RetryAfterSeconds = "2";
    private static readonly TimeSpan RefusalGrace = TimeSpan.FromSeconds(2);

    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context, string sessionId)
    {
        var verdict = await check.LookAsync(context, agent.Desk.Ending is not null);
        if (verdict.Status is { } status)
        {
            await RefuseAsync(context, status, verdict.Message!);
            return;
        }

        var token = verdict.Token!;
        var limits = agent.Settings.Limits;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = context.WebSockets.WebSocketRequestedProtocols.Contains(ProtocolVersion.Subprotocol) ? ProtocolVersion.Subprotocol : null,
            KeepAliveInterval = limits.PingInterval,
            KeepAliveTimeout = limits.PingTimeout > limits.PingInterval ? limits.PingTimeout - limits.PingInterval : limits.PingTimeout,
        });
        agent.Metrics.Connected();
        var client = new ClientConnection(agent, socket, token.Subject, token.Role);
        var order = Refusal(token, sessionId) ?? agent.Hub.Enter(client);
        if (order is not null)
        {
            await TurnAwayAsync(socket, order, context.RequestAborted);
            return;
        }

        try
        {
            await client.RunAsync(verdict.After, verdict.Epoch);
        }
        finally
        {
            agent.Hub.Leave(client);
        }
    }

    // In the open, where browsers can read it; the first that holds.
    private CloseOrder? Refusal(VerifiedToken token, string sessionId) =>
        token.SessionId != sessionId || token.Kicked ? new CloseOrder(CloseCodes.NotAllowed, "this token is for another session")
        : sessionId != agent.Settings.SessionId ? new CloseOrder(CloseCodes.UnknownSession, "unknown session")
        : token.Expired ? new CloseOrder(CloseCodes.TokenExpired, "the token has expired")
        : null;

    private async Task TurnAwayAsync(WebSocket socket, CloseOrder order, CancellationToken aborted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using var timer = agent.Time.CreateTimer(
            static s => ((CancellationTokenSource)s!).Cancel(), limit, RefusalGrace, Timeout.InfiniteTimeSpan);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)order.Code, order.Reason, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            socket.Abort();
        }
    }

    private Task RefuseAsync(HttpContext context, int status, string message)
    {
        agent.Metrics.RefusedUpgrade();
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        switch (status)
        {
            case StatusCodes.Status401Unauthorized:
                response.Headers.WWWAuthenticate = "Bearer";
                break;
            case StatusCodes.Status426UpgradeRequired:
                response.Headers.Upgrade = "websocket";
                break;
            case StatusCodes.Status503ServiceUnavailable:
                response.Headers.RetryAfter = RetryAfterSeconds;
                break;
        }

        return response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
