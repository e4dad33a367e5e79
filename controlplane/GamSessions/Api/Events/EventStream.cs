using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using GamSessions.Api.Sessions;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Events;

/// <summary>
/// Writes changes as server-sent events until the client goes, the host stops, or the client lags too far. The framework's own result
/// for server-sent events knows no comments, which are the heartbeats here, so that the few lines of the format are written by hand.
/// </summary>
internal sealed class EventStream(
    EventScope scope, long? after, ISessionService sessions, SessionFeed feed, TimeSpan heartbeat, TimeProvider time, IDisposable place) : IResult
{
    /// <summary>Its media type.</summary>
    public const string ContentType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var taken = place;
        using var subscription = feed.Subscribe(after);
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";

        // A proxy that collects answers would hold these back.
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync(response.BodyWriter, subscription, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    private static void WriteEvent(PipeWriter body, long id, Session session)
    {
        Encoding.UTF8.GetBytes($"event: session\nid: {id}\ndata: ", body);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(SessionResource.From(session), ApiJson.Options));
        body.Write("\n\n"u8);
    }

    private async Task WriteAsync(PipeWriter body, SessionSubscription subscription, CancellationToken cancellationToken)
    {
        body.Write(":\n\n"u8);
        if (after is null || subscription.Missed)
        {
            await WritePresentAsync(body, subscription, cancellationToken);
        }

        foreach (var change in subscription.Kept.Where(c => scope.Contains(c.Session)))
        {
            WriteEvent(body, change.Id, change.Session);
        }

        await body.FlushAsync(cancellationToken);
        var waiting = subscription.Changes.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                if (!await waiting.WaitAsync(heartbeat, time, cancellationToken))
                {
                    return;
                }
            }
            catch (TimeoutException) when (!waiting.IsCompleted)
            {
                body.Write(":\n\n"u8);
                await body.FlushAsync(cancellationToken);
                continue;
            }

            while (subscription.Changes.TryRead(out var change))
            {
                if (scope.Contains(change.Session))
                {
                    WriteEvent(body, change.Id, change.Session);
                }
            }

            await body.FlushAsync(cancellationToken);
            waiting = subscription.Changes.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    // Only the last one bears the number up to which nothing is missing. Those before it have numbers that are no longer kept, so that
    // a client that is cut off in between gets all of them again.
    private async Task WritePresentAsync(PipeWriter body, SessionSubscription subscription, CancellationToken cancellationToken)
    {
        var since = subscription.Missed && after is { } id ? SessionFeed.TimeBefore(id) : (DateTimeOffset?)null;
        var present = await scope.PresentAsync(sessions, since, cancellationToken);
        for (var i = 0; i < present.Count; i++)
        {
            WriteEvent(body, i == present.Count - 1 ? subscription.Position : subscription.Floor - present.Count + i, present[i]);
        }
    }
}
