using System.Net.WebSockets;
using GamAgent.Protocol;
using GamSessions.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace GamSessions.Routing;

/// <summary>The two ways to say no: before the upgrade, as a problem; after it, as a close code, where browsers can read it.</summary>
internal static class RouterRefusals
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    /// <summary>Answers without an upgrade.</summary>
    public static Task BeforeUpgradeAsync(HttpContext context, ProblemCode code, string message, TimeSpan? retryAfter = null) =>
        new ProblemResult(code, message) { RetryAfter = retryAfter }.ExecuteAsync(context);

    /// <summary>Answers a request that is none for a websocket.</summary>
    public static Task NotAWebSocketAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        context.Response.Headers.Upgrade = "websocket";
        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Title = "Upgrade Required",
            Status = StatusCodes.Status426UpgradeRequired,
            Detail = "This is a websocket; connect to it with a websocket client.",
            Extensions = { ["code"] = ProblemCode.InvalidRequest.ToWireName() },
        };
        return context.Response.WriteAsJsonAsync(problem, options: null, ProblemResult.ContentType, context.RequestAborted);
    }

    /// <summary>Upgrades, then closes. A peer that does not answer the close is not waited for long.</summary>
    public static async Task AfterUpgradeAsync(HttpContext context, int closeCode, string reason, TimeProvider time)
    {
        var subprotocol = context.WebSockets.WebSocketRequestedProtocols.Contains(ProtocolVersion.Subprotocol) ? ProtocolVersion.Subprotocol : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(subprotocol);
        using var limit = new CancellationTokenSource(CloseLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            await socket.CloseAsync((WebSocketCloseStatus)closeCode, reason, either.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It was told; whether it listened is its own affair.
            socket.Abort();
        }
    }
}
