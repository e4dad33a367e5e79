using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Api.Problems;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Routing;

/// <summary>
/// Answers <c>/ws/session/{id}/</c> for every session that was ever asked for: carries the websocket to a live one's agent, and
/// refuses any other as the protocol's table says. Host and Origin were checked before.
/// </summary>
internal sealed class SessionRouter(
    ISessionStore store,
    ISessionProvisioner engine,
    ISessionTokenVerifier verifier,
    ISessionTokenIssuer issuer,
    ICallerAccessor callers,
    AgentForwarder forwarder,
    ConnectLimiter connects,
    TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>One request.</summary>
    public async Task RouteAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["id"] as string ?? string.Empty;
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RouterRefusals.NotAWebSocketAsync(context);
            return;
        }

        var token = PresentedToken.Find(context.Request);
        var check = token is null ? null : await verifier.VerifyAsync(token, context.RequestAborted);
        var caller = token is null ? await callers.GetTokenlessCallerAsync(context) : null;
        if (check is null ? caller is null : check.Verdict is TokenVerdict.Invalid)
        {
            await RouterRefusals.BeforeUpgradeAsync(
                context,
                ProblemCode.Unauthenticated,
                "A session token is needed, which GET /api/sessions/{id}/websocket gives: as 'Authorization: Bearer …', or as the subprotocol 'bearer.…' beside 'gam.v1'.");
            return;
        }

        if (ReplayQuery.Read(context.Request.Query, out var query) is { } problem)
        {
            await RouterRefusals.BeforeUpgradeAsync(context, ProblemCode.InvalidRequest, problem);
            return;
        }

        var ourOwn = IsOurOwn(check, id);
        if (!ourOwn && !connects.TryAcquire(caller?.Owner ?? check?.Subject ?? string.Empty))
        {
            await RouterRefusals.BeforeUpgradeAsync(context, ProblemCode.Limit, "Too many websockets were opened in a short time; try again.", RetryAfter);
            return;
        }

        var session = SessionIds.IsWellFormed(id) ? await store.FindAsync(id, context.RequestAborted) : null;
        if (session?.Status is SessionStatus.Starting && !ourOwn)
        {
            await RefuseForNowAsync(context, "The session is still starting; try again.");
            return;
        }

        if (OpenRefusal(id, session, check, caller) is var (closeCode, reason))
        {
            await RouterRefusals.AfterUpgradeAsync(context, closeCode, reason, time);
            return;
        }

        await ForwardAsync(context, id, query, caller);
    }

    // What is told after the upgrade, the first that holds; null when there is nothing against it.
    internal static (int CloseCode, string Reason)? OpenRefusal(string id, Session? session, TokenCheck? check, Caller? caller)
    {
        if (check is not null && check.SessionId != id)
        {
            return (CloseCodes.NotAllowed, "the token is for another session");
        }

        if (session is null || (caller is not null && caller.Role is not CallerRole.Administrator && caller.Owner != session.Owner))
        {
            return (CloseCodes.UnknownSession, "unknown session");
        }

        if (session.Status is not (SessionStatus.Starting or SessionStatus.Ready))
        {
            return (CloseCodes.EndedEarlier, (session.Reason ?? EndReason.Internal).ToWireName());
        }

        return check?.Verdict is TokenVerdict.Expired ? (CloseCodes.TokenExpired, "token expired") : null;
    }

    // The probe that finds out whether the session is ready comes this way too.
    private static bool IsOurOwn(TokenCheck? check, string id) =>
        check is { Verdict: TokenVerdict.Valid, Role: SessionRole.Control } && check.SessionId == id;

    private static Task RefuseForNowAsync(HttpContext context, string message) =>
        RouterRefusals.BeforeUpgradeAsync(context, ProblemCode.Unavailable, message, RetryAfter);

    private async Task ForwardAsync(HttpContext context, string id, QueryString query, Caller? caller)
    {
        if (await engine.FindAgentAsync(id, context.RequestAborted) is not { } agent)
        {
            await RefuseForNowAsync(context, "The session's agent is being started again; try again.");
            return;
        }

        var token = caller is null
            ? null
            : await issuer.IssueAsync(
                id, caller.Subject, caller.Role is CallerRole.Viewer ? SessionRole.Viewer : SessionRole.Operator, context.RequestAborted);
        await forwarder.ForwardAsync(context, id, agent, query, token?.Value);
    }
}
