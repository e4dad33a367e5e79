using GamAgent.Protocol;
using GamAgent.Protocol.Files;
using GamSessions.AgentLink;
using GamSessions.Api.Problems;
using GamSessions.Api.Sessions;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace GamSessions.Api.Files;

/// <summary>The calls about the files of a session's work folder. The bytes pass through; nothing of them is kept or logged.</summary>
internal sealed partial class FileCalls(SessionFinder finder, AgentFiles agents, ILogger<FileCalls> logger)
{
    private const int PieceBytes = 64 * 1024;

    // A web form can send these without asking us first.
    private static readonly string[] OfForms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    private static readonly string[] ReadConditions =
        [HeaderNames.Range, HeaderNames.IfRange, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince];

    private static readonly string[] WriteConditions = [HeaderNames.IfMatch, HeaderNames.IfNoneMatch];

    /// <summary><c>GET /api/sessions/{id}/files/</c>.</summary>
    public async Task<IResult> ListAsync(string id, HttpContext context, CancellationToken cancellationToken) =>
        await RefusalAsync(id, context, cancellationToken) ?? await SendAsync(id, HttpMethod.Get, null, _ => { }, cancellationToken);

    /// <summary><c>GET /api/sessions/{id}/files/{path}</c>.</summary>
    public Task<IResult> GetAsync(string id, HttpContext context, CancellationToken cancellationToken) => WithPathAsync(
        id, context, path => SendAsync(id, HttpMethod.Get, path, request => HandOn(context, request, ReadConditions), cancellationToken), cancellationToken);

    /// <summary><c>PUT /api/sessions/{id}/files/{path}</c>.</summary>
    public async Task<IResult> PutAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        var type = context.Request.ContentType;
        if (type is not null && (!MediaTypeHeaderValue.TryParse(type, out var known) || OfForms.Contains(known.MediaType.ToString(), StringComparer.OrdinalIgnoreCase)))
        {
            return new ProblemResult(
                ProblemCode.UnsupportedType, "A file may have any type but those that a web form can send; send it as text/csv or application/octet-stream.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // The work folder's own limit is the one that counts.
            limit.MaxRequestBodySize = null;
        }

        return await WithPathAsync(id, context, path => UploadAsync(id, path, context, cancellationToken), cancellationToken);
    }

    /// <summary><c>DELETE /api/sessions/{id}/files/{path}</c>.</summary>
    public Task<IResult> DeleteAsync(string id, HttpContext context, CancellationToken cancellationToken) => WithPathAsync(
        id, context, path => SendAsync(id, HttpMethod.Delete, path, request => HandOn(context, request, WriteConditions), cancellationToken), cancellationToken);

    private async Task<IResult> UploadAsync(string id, WorkPath path, HttpContext context, CancellationToken cancellationToken)
    {
        var result = await SendAsync(
            id,
            HttpMethod.Put,
            path,
            request =>
            {
                HandOn(context, request, WriteConditions);
                request.Content = new StreamContent(context.Request.Body, PieceBytes);
                request.Content.Headers.ContentLength = context.Request.ContentLength;
                request.Headers.ExpectContinue = true;
            },
            cancellationToken);
        context.Response.Headers.Location = context.Request.PathBase + context.Request.Path.ToUriComponent();
        return result;
    }

    private async Task<IResult> WithPathAsync(string id, HttpContext context, Func<WorkPath, Task<IResult>> serve, CancellationToken cancellationToken)
    {
        if (RequestedPath.Read(context, out var problem) is not { } path)
        {
            return FileProblems.Path(ProblemCode.InvalidRequest, $"path {problem}");
        }

        return await RefusalAsync(id, context, cancellationToken) ?? await serve(path);
    }

    private async Task<IResult?> RefusalAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        return session.Status switch
        {
            SessionStatus.Ready => null,
            SessionStatus.Starting => new ProblemResult(ProblemCode.NotReady, "The session is still starting. Try again in a moment.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            },
            _ => new ProblemResult(
                ProblemCode.Ended, $"The session is over ({(session.Reason ?? EndReason.Internal).ToWireName()}), and its files are gone. Create another one."),
        };
    }

    private async Task<IResult> SendAsync(
        string id, HttpMethod method, WorkPath? path, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        try
        {
            var response = await agents.SendAsync(id, method, path?.Text, prepare, cancellationToken);
            LogServed(id, method.Method, (int)response.StatusCode);
            return new FileAnswer(response, path?.Names[^1], logger);
        }
        catch (AgentUnreachableException e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(id, e.Message);
            return new ProblemResult(ProblemCode.Unavailable, "The session can't be reached at the moment; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
    }

    private static void HandOn(HttpContext context, HttpRequestMessage request, string[] names)
    {
        foreach (var name in names)
        {
            if (context.Request.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }
    }

    [LoggerMessage(3503, LogLevel.Debug, "Session {SessionId}: {Method} of a file, {Status}.")]
    private partial void LogServed(string sessionId, string method, int status);

    [LoggerMessage(3504, LogLevel.Debug, "Session {SessionId} can't be asked for a file: {Problem}")]
    private partial void LogUnreachable(string sessionId, string problem);
}
