using GamSessions.Access;
using GamSessions.Api.Problems;
using GamSessions.Api.Requests;
using GamSessions.Options;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Sessions;

/// <summary><c>POST /api/sessions</c>.</summary>
internal sealed class CreateSession(
    ISessionService sessions, IdempotentCreates idempotent, WebsocketInfoFactory websockets, CreateLimiter limiter, IOptions<GamSessionsOptions> options)
{
    /// <summary>Creates a session and waits until it can be reached, or the caller's patience is over.</summary>
    public async Task<IResult> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var caller = CallerFilter.CallerOf(context);
        var (request, refusal) = await JsonBody.ReadAsync(
            context.Request, fields => CreateRequest.Read(fields, options.Value.Limits.MaxNameLength), cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        var key = context.Request.Headers[IdempotentCreates.Header];
        if (key.Count > 0 && !IdempotentCreates.IsKey(key))
        {
            var message = $"must be one text of 1 to {IdempotentCreates.MaxKeyLength} visible ASCII characters.";
            return new ProblemResult(ProblemCode.InvalidRequest, $"{IdempotentCreates.Header} {message}")
            {
                Errors = new Dictionary<string, string[]> { [IdempotentCreates.Header] = [message] },
            };
        }

        // Only a request that would create something counts: typing errors cost nobody a session.
        if (!limiter.TryAcquire(caller.Owner, out var retryAfter))
        {
            return new ProblemResult(ProblemCode.Limit, $"More than {options.Value.Limits.CreatesPerMinute} creates a minute. Try again later.")
            {
                RetryAfter = retryAfter,
            };
        }

        // From here on a caller who goes away changes nothing: the session is made, and found by the same key or in the list.
        var make = () => sessions.CreateAsync(
            new NewSession(caller.Owner, request.Name, request.Image, request.Config, request.Credentials), CancellationToken.None);
        var (session, mismatch) = key.Count > 0
            ? await idempotent.MakeAsync(caller.Owner, key.ToString(), request.Canonical(), make, cancellationToken)
            : (await make(), null);
        if (session is null)
        {
            return mismatch!;
        }

        var wait = PreferWait.Read(context.Request);
        if (session.Status is SessionStatus.Starting && wait > TimeSpan.Zero)
        {
            session = await sessions.WaitWhileStartingAsync(session.Id, wait, cancellationToken);
        }

        return await AnswerAsync(context, session, caller, cancellationToken);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, Session session, Caller caller, CancellationToken cancellationToken)
    {
        switch (session.Status)
        {
            case SessionStatus.Ready:
                Headers(context, session);
                var info = await websockets.MakeAsync(context.Request, session.Id, caller, cancellationToken);
                return Results.Json(
                    new CreateAnswer("The session is ready.", SessionResource.From(session), info), ApiJson.Options, statusCode: 201);
            case SessionStatus.Starting:
                Headers(context, session);
                return Results.Json(
                    new CreateAnswer($"The session is still starting. Ask GET /api/sessions/{session.Id} for its status.", SessionResource.From(session), null),
                    ApiJson.Options,
                    statusCode: 202);
            case SessionStatus.Failed:
                return Failure(session, ProblemStatus.OfFailure(session.Reason));
            default:
                return Failure(session, ProblemCode.Ended);
        }
    }

    private static ProblemResult Failure(Session session, ProblemCode code) => new(code, session.Message ?? Sentence(session))
    {
        SessionId = session.Id,
        RetryAfter = ProblemStatus.Of(code) == StatusCodes.Status503ServiceUnavailable ? TimeSpan.FromSeconds(30) : null,
    };

    private static string Sentence(Session session) => session.Status is SessionStatus.Failed
        ? "The session could not be started."
        : "The session that this create made is over. Create another one; if you send Idempotency-Key, with another key.";

    private static void Headers(HttpContext context, Session session)
    {
        context.Response.Headers.Location = $"{context.Request.PathBase}/api/sessions/{session.Id}";
        context.Response.Headers.CacheControl = "no-store";
    }
}
