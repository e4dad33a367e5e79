using System.Globalization;
using GamSessions.Api.Problems;
using GamSessions.Api.Sessions;
using GamSessions.Options;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Events;

/// <summary>The calls that tell of changes of sessions by server-sent events.</summary>
internal sealed class EventCalls(
    SessionFinder finder, ISessionService sessions, SessionFeed feed, EventListeners listeners, IOptions<GamSessionsOptions> options, TimeProvider time)
{
    /// <summary>The header by which a client that comes back says what it saw last.</summary>
    public const string LastEventId = "Last-Event-ID";

    /// <summary><c>GET /api/sessions/events</c>.</summary>
    public IResult OfAll(HttpContext context) => Stream(context, EventScope.Of(CallerFilter.CallerOf(context)));

    /// <summary><c>GET /api/sessions/{id}/events</c>.</summary>
    public async Task<IResult> OfOneAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is { } session
            ? Stream(context, new EventScope(session.Id, null))
            : SessionFinder.NotFound();

    private IResult Stream(HttpContext context, EventScope scope)
    {
        long? after = null;
        if (context.Request.Headers[LastEventId] is [{ Length: > 0 } text])
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                const string message = "must be the id of an event, a whole number; leave the header out to begin with the present state.";
                return new ProblemResult(ProblemCode.InvalidRequest, $"{LastEventId} {message}") { Errors = new Dictionary<string, string[]> { [LastEventId] = [message] } };
            }

            after = number;
        }

        return listeners.TryEnter(CallerFilter.CallerOf(context).Subject) is { } place
            ? new EventStream(scope, after, sessions, feed, options.Value.Limits.PingInterval, time, place)
            : new ProblemResult(
                ProblemCode.Limit, $"You listen {EventListeners.MostPerCaller} times already; close one of these streams first.")
            { RetryAfter = TimeSpan.FromSeconds(1) };
    }
}
