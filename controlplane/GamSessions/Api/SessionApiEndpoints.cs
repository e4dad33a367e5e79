using GamSessions.Api.Commands;
using GamSessions.Api.Events;
using GamSessions.Api.OpenApi;
using GamSessions.Api.Page;
using GamSessions.Api.Platform;
using GamSessions.Api.Problems;
using GamSessions.Api.Requests;
using GamSessions.Api.Sessions;
using GamSessions.Api.Transcripts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GamSessions.Api;

/// <summary>The addresses of the REST API.</summary>
internal static partial class SessionApiEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapSessionApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSessions();
        endpoints.MapPlatform();
        endpoints.MapApiDocument();
        endpoints.MapPage();
    }

    private static void MapSessions(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, CallerFilter>().WithTags("Sessions").InDocument()
            .Problems(ProblemCode.Unauthenticated, ProblemCode.ForeignHost, ProblemCode.ForeignOrigin, ProblemCode.Internal, ProblemCode.Unavailable);
        api.MapPost("/sessions", (CreateSession call, HttpContext context, CancellationToken cancel) => call.HandleAsync(context, cancel))
            .Named("createSession", "Creates a session and waits until it can be reached.")
            .Accepts<CreateBody>("application/json").Header("Prefer", "wait=N: wait up to N seconds, 25 by default, at most 50.").Header(
                IdempotentCreates.Header, "Remembered for 24 hours: the same body gets the same session, with a fresh token.")
            .Produces<CreateAnswer>(StatusCodes.Status201Created).Produces<CreateAnswer>(StatusCodes.Status202Accepted)
            .Problems(ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.Ended, ProblemCode.TooLarge, ProblemCode.UnsupportedType)
            .Problems(ProblemCode.UnknownImage, ProblemCode.IdempotencyMismatch, ProblemCode.OutOfRange)
            .Problems(ProblemCode.ImagePull, ProblemCode.Config, ProblemCode.Policy, ProblemCode.Limit)
            .Problems(ProblemCode.Unschedulable, ProblemCode.Quota, ProblemCode.Timeout, ProblemCode.CrashLoop);
        api.MapGet("/sessions", (SessionCalls call, HttpContext context, CancellationToken cancel) => call.ListAsync(context, cancel))
            .Named("listSessions", "Lists the caller's sessions, the newest first.")
            .Query("status", "Only those of this status: starting, ready, ending, ended, failed.")
            .Query("page", "The page's number, from 1.").Query("pageSize", "Sessions on a page: 1 to 500, 50 by default.")
            .Produces<SessionListAnswer>().Problems(ProblemCode.InvalidRequest);
        api.MapGet("/sessions/{id}", (string id, SessionCalls call, HttpContext context, CancellationToken cancel) => call.GetAsync(id, context, cancel))
            .Named("getSession", "One session.").Produces<SessionAnswer>().Problems(ProblemCode.NotFound);
        api.MapGet("/sessions/{id}/websocket", (string id, SessionCalls call, HttpContext context, CancellationToken cancel) => call.GetWebsocketAsync(id, context, cancel))
            .Named("getWebsocket", "How to reach a session's websocket, with a fresh token.")
            .Produces<WebsocketInfo>().Problems(ProblemCode.NotFound, ProblemCode.NotReady, ProblemCode.Ended);
        api.MapDelete("/sessions/{id}", (string id, SessionCalls call, HttpContext context, CancellationToken cancel) => call.DeleteAsync(id, context, cancel))
            .Named("deleteSession", "Ends a session; asking again changes nothing.")
            .Produces<SessionAnswer>(StatusCodes.Status202Accepted).Problems(ProblemCode.Forbidden, ProblemCode.NotFound);
        api.MapPost("/sessions/{id}/extend", (string id, SessionCalls call, HttpContext context, CancellationToken cancel) => call.ExtendAsync(id, context, cancel))
            .Named("extendSession", "Moves the end of a session's life to the later of itself and now + minutes.")
            .Accepts<ExtendBody>("application/json").Produces<SessionAnswer>()
            .Problems(ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.Ended)
            .Problems(ProblemCode.TooLarge, ProblemCode.UnsupportedType, ProblemCode.OutOfRange);
        api.MapGet("/sessions/events", (EventCalls call, HttpContext context) => call.OfAll(context))
            .Named("listenToSessions", "Tells of every change of the caller's sessions, as server-sent events.")
            .Header(EventCalls.LastEventId, "The id of the last event that was seen: nothing after it is missed.")
            .Produces<string>(StatusCodes.Status200OK, EventStream.ContentType).Problems(ProblemCode.InvalidRequest, ProblemCode.Limit);
        api.MapGet("/sessions/{id}/events", (string id, EventCalls call, HttpContext context, CancellationToken cancel) => call.OfOneAsync(id, context, cancel))
            .Named("listenToSession", "Tells of every change of one session, as server-sent events.")
            .Header(EventCalls.LastEventId, "The id of the last event that was seen: nothing after it is missed.")
            .Produces<string>(StatusCodes.Status200OK, EventStream.ContentType)
            .Problems(ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.Limit);
        api.MapRecords();
        api.MapFiles();
        api.MapCredentials();
        api.MapGet("/images", (ImagesCall call) => call.Handle())
            .Named("listImages", "The images that a session may use.").Produces<ImageListAnswer>();
    }

    private static void MapRecords(this RouteGroupBuilder api)
    {
        api.MapGet("/sessions/{id}/commands", (string id, CommandCalls call, HttpContext context, CancellationToken cancel) => call.ListAsync(id, context, cancel))
            .Named("listCommands", "The audit: what was run in a session, by whom, and how it ended; the oldest first.")
            .Query("page", "The page's number, from 1.").Query("pageSize", "Commands on a page: 1 to 500, 50 by default.")
            .Produces<CommandListAnswer>().Problems(ProblemCode.InvalidRequest, ProblemCode.NotFound);
        api.MapPost("/sessions/{id}/commands", (string id, CommandCalls call, HttpContext context, CancellationToken cancel) => call.RunAsync(id, context, cancel))
            .Named("runCommand", "Runs one command and answers when it has ended. When the caller goes away the command is cancelled.")
            .Accepts<RunBody>("application/json").Produces<RunAnswer>()
            .Problems(ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.NotReady, ProblemCode.Busy, ProblemCode.Ended)
            .Problems(ProblemCode.TooLarge, ProblemCode.UnsupportedType, ProblemCode.BadCommand, ProblemCode.Limit, ProblemCode.DiskFull);
        api.MapGet("/sessions/{id}/transcript", (string id, TranscriptCall call, HttpContext context, CancellationToken cancel) => call.HandleAsync(id, context, cancel))
            .Named("getTranscript", "What a session has printed so far, also after its end.")
            .Query("format", "text (the default), jsonl (the journal's events, one a line) or asciicast (version 2).")
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "application/x-ndjson", "application/x-asciicast")
            .Problems(ProblemCode.InvalidRequest, ProblemCode.NotFound);
    }

    private static void MapPlatform(this IEndpointRouteBuilder endpoints)
    {
        var platform = endpoints.MapGroup("").WithTags("Platform").InDocument();
        platform.MapGet("/healthz", HealthCalls.Live).Named("getHealth", "The process answers.").Produces<HealthAnswer>().Problems(ProblemCode.Unavailable);
        platform.MapGet("/readyz", (HealthCalls call, CancellationToken cancel) => call.ReadyAsync(cancel))
            .Named("getReadiness", "The host can work.").Produces<HealthAnswer>().Problems(ProblemCode.Unavailable);
        platform.MapGet("/metrics", (MetricsCall call, CancellationToken cancel) => call.HandleAsync(cancel))
            .Named("getMetrics", "A few figures, in Prometheus' text format.").Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Problems(ProblemCode.Unavailable);
        platform.MapGet("/.well-known/jwks.json", (JwksCall call, HttpContext context, CancellationToken cancel) => call.HandleAsync(context, cancel))
            .Named("getJwks", "The public keys of session tokens.").Produces<JwksAnswer>()
            .Problems(ProblemCode.ForeignHost, ProblemCode.ForeignOrigin, ProblemCode.Internal, ProblemCode.Unavailable);
    }
}
