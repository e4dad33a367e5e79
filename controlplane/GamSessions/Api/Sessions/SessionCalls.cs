using GamAgent.Protocol;
using GamSessions.Api.Problems;
using GamSessions.Api.Requests;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Sessions;

/// <summary>The calls about sessions that are there.</summary>
internal sealed class SessionCalls(ISessionService sessions, SessionFinder finder, WebsocketInfoFactory websockets)
{
    private const int MinutesOfAYear = 365 * 24 * 60;

    /// <summary><c>GET /api/sessions</c>.</summary>
    public async Task<IResult> ListAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (page, pageSize) = PageQuery.Read(context.Request.Query, errors);
        SessionStatus? status = null;
        if (context.Request.Query.TryGetValue("status", out var text))
        {
            status = ProtocolNames.FromWireName<SessionStatus>(text.ToString());
            if (status is null)
            {
                errors.Add("status", $"must be one of {string.Join(", ", Enum.GetValues<SessionStatus>().Select(s => s.ToWireName()))}.");
            }
        }

        if (!errors.None)
        {
            return new ProblemResult(ProblemCode.InvalidRequest, errors.ToString()) { Errors = errors.ToDictionary() };
        }

        var caller = CallerFilter.CallerOf(context);
        var owner = caller.Role is Access.CallerRole.Administrator ? null : caller.Owner;
        var found = await sessions.ListAsync(new SessionQuery(owner, status, page, pageSize), cancellationToken);
        return Results.Json(
            new SessionListAnswer { Sessions = [.. found.Sessions.Select(SessionResource.From)], NextPage = found.NextPage }, ApiJson.Options);
    }

    /// <summary><c>GET /api/sessions/{id}</c>.</summary>
    public async Task<IResult> GetAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is { } session ? Answer(session) : SessionFinder.NotFound();

    /// <summary><c>GET /api/sessions/{id}/websocket</c>.</summary>
    public async Task<IResult> GetWebsocketAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        var caller = CallerFilter.CallerOf(context);
        if (await finder.FindAsync(id, caller, cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        if (session.Status is SessionStatus.Starting)
        {
            return new ProblemResult(ProblemCode.NotReady, "The session is still starting. Try again in a moment.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        if (session.Status is not SessionStatus.Ready)
        {
            return new ProblemResult(ProblemCode.Ended, $"The session is over ({(session.Reason ?? EndReason.Internal).ToWireName()}). Create another one.");
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(await websockets.MakeAsync(context.Request, session.Id, caller, cancellationToken), ApiJson.Options);
    }

    /// <summary><c>DELETE /api/sessions/{id}</c>.</summary>
    public async Task<IResult> DeleteAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        // A caller who goes away meanwhile has asked for it all the same.
        var ended = session.IsLive ? await sessions.EndAsync(session.Id, EndReason.Deleted, CancellationToken.None) : session;
        return ended is null ? SessionFinder.NotFound() : Answer(ended, StatusCodes.Status202Accepted);
    }

    /// <summary><c>POST /api/sessions/{id}/extend</c>.</summary>
    public async Task<IResult> ExtendAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        var (request, refusal) = await JsonBody.ReadAsync(context.Request, ReadExtend, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        if (await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        if (session.Status is not (SessionStatus.Ready or SessionStatus.Starting))
        {
            return new ProblemResult(ProblemCode.Ended, "The session is over; it cannot be extended. Create another one.");
        }

        return await sessions.ExtendAsync(session.Id, request.Minutes, cancellationToken) is { } extended ? Answer(extended) : SessionFinder.NotFound();
    }

    private static ExtendRequest? ReadExtend(JsonFields fields)
    {
        var minutes = fields.Number("minutes", 1, MinutesOfAYear);
        return minutes is { } number ? new ExtendRequest(number) : Missing(fields);
    }

    private static ExtendRequest? Missing(JsonFields fields)
    {
        fields.Wrong("minutes", "is required");
        return null;
    }

    private static IResult Answer(Session session, int status = StatusCodes.Status200OK) =>
        Results.Json(new SessionAnswer(SessionResource.From(session)), ApiJson.Options, statusCode: status);
}
