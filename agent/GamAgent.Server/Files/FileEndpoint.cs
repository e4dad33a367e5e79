using System.Buffers;
using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Files;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;

namespace GamAgent.Server.Files;

/// <summary>
/// <c>/files?path=…</c>: the work folder's files by plain HTTP, for the control plane alone, which decides who may what. The bytes come from and
/// go to the runner as they are read and written; of a file there is never more here than a transfer's window.
/// </summary>
internal sealed class FileEndpoint(AgentServices agent, UpgradeCheck check, FileDesk files)
{
    private const int SlowestBytesPerSecond = 240;
    private const string RetryAfterSeconds = "1";
    private const string Bytes = "application/octet-stream";

    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is var (status, message))
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(message + "\n", context.RequestAborted);
            return;
        }

        Prepare(context);
        try
        {
            await (context.Request.Method switch
            {
                "GET" or "HEAD" when !context.Request.Query.ContainsKey("path") => ListAsync(context),
                "GET" or "HEAD" => ReadAsync(context, PathOf(context)),
                "PUT" => WriteAsync(context, PathOf(context)),
                "DELETE" => DeleteAsync(context, PathOf(context)),
                _ => NoSuchMethodAsync(context),
            });
        }
        catch (FileRefusedException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, e.Problem);
        }
        catch (Exception e) when (e is FileRefusedException or IOException or OperationCanceledException)
        {
            // Half of it is on its way, or nobody is there to be told: the cut connection says that it is not whole.
            context.Abort();
        }
    }

    private async Task<(int Status, string Message)?> RefusalAsync(HttpContext context)
    {
        if (check.LookAtOrigin(context) is { } foreign)
        {
            return (foreign.Status!.Value, foreign.Message!);
        }

        if (UpgradeCheck.TokenOf(context) is not { } text || await agent.Tokens.VerifyAsync(text) is not { } token || token.Expired)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return (StatusCodes.Status401Unauthorized, "A token is needed, and one that was signed for this service.");
        }

        return token.Role != SessionRole.Control || token.Kicked || token.SessionId != agent.Settings.SessionId
            ? (StatusCodes.Status403Forbidden, "Files are for the control plane of this session.")
            : null;
    }

    private void Prepare(HttpContext context)
    {
        // The work folder's own limit is the one that counts.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        // Whoever neither sends nor reads would hold its turn for ever.
        var slowest = new MinDataRate(SlowestBytesPerSecond, agent.Settings.Limits.StallTimeout);
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } incoming)
        {
            incoming.MinDataRate = slowest;
        }

        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } outgoing)
        {
            outgoing.MinDataRate = slowest;
        }
    }

    private async Task ListAsync(HttpContext context)
    {
        using var transfer = await files.OpenAsync(number => new LinkFileOpen(number, LinkFileAction.List, ""), context.RequestAborted);
        await transfer.StateAsync(context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        transfer.Want(0);
        var buffer = ArrayPool<byte>.Shared.Rent(LinkFileBytes.PieceBytes);
        try
        {
            for (int count; (count = await transfer.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), context.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task ReadAsync(HttpContext context, string path)
    {
        using var transfer = await files.OpenAsync(number => new LinkFileOpen(number, LinkFileAction.Read, path), context.RequestAborted);
        var state = await transfer.StateAsync(context.RequestAborted);
        await using var stream = new RunnerFileStream(transfer, state.Size);

        // The framework's own conditions and ranges.
        await Results.Stream(
            stream, Bytes, lastModified: state.ModifiedAt, entityTag: new EntityTagHeaderValue($"\"{state.Etag}\""), enableRangeProcessing: true).ExecuteAsync(context);
    }

    private async Task WriteAsync(HttpContext context, string path)
    {
        var conditions = context.Request.GetTypedHeaders();
        using var transfer = await files.OpenAsync(
            number => new LinkFileOpen(
                number, LinkFileAction.Write, path, context.Request.ContentLength, Tags(conditions.IfMatch), Tags(conditions.IfNoneMatch)),
            context.RequestAborted);
        var sent = 0L;
        try
        {
            // The first room comes once the runner has looked; only then is the body asked for.
            await SendBodyAsync(context, transfer, count => sent += count);
            var state = await transfer.StateAsync(context.RequestAborted);
            context.Response.StatusCode = state.Created ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
            Describe(context, state);
        }
        catch (FileRefusedException e)
        {
            await RefuseAsync(context, e.Problem);
            if (sent == 0 && context.Request.Headers.Expect.Count > 0)
            {
                // The body was never asked for.
                return;
            }

            await UnreadBody.DropAsync(context, agent.Settings.Limits.StallTimeout, agent.Time);
        }
    }

    private async Task SendBodyAsync(HttpContext context, FileTransfer transfer, Action<int> took)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LinkFileBytes.PieceBytes);
        try
        {
            var offset = 0L;
            for (int room; (room = await transfer.RoomAsync(offset, context.RequestAborted)) > 0;)
            {
                var count = await context.Request.Body.ReadAsync(buffer.AsMemory(0, room), context.RequestAborted);
                if (count == 0)
                {
                    transfer.SendEnd();
                    return;
                }

                await transfer.SendAsync(offset, buffer.AsMemory(0, count), context.RequestAborted);
                offset += count;
                took(count);
                agent.Desk.Touch();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task DeleteAsync(HttpContext context, string path)
    {
        var conditions = context.Request.GetTypedHeaders();
        using var transfer = await files.OpenAsync(
            number => new LinkFileOpen(number, LinkFileAction.Delete, path, null, Tags(conditions.IfMatch), Tags(conditions.IfNoneMatch)),
            context.RequestAborted);
        await transfer.StateAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task NoSuchMethodAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD, PUT, DELETE";
        return Task.CompletedTask;
    }

    private static void Describe(HttpContext context, LinkFileState state)
    {
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue($"\"{state.Etag}\"");
        headers.LastModified = state.ModifiedAt;
    }

    private static string PathOf(HttpContext context) => context.Request.Query["path"].ToString();

    // Weak tags match nothing: all of ours are strong.
    private static string[]? Tags(IList<EntityTagHeaderValue> tags) =>
        tags.Count == 0 ? null : [.. tags.Select(tag => tag.IsWeak ? "weak" : tag.Tag.ToString().Trim('"'))];

    private static Task RefuseAsync(HttpContext context, FileProblem problem)
    {
        var response = context.Response;
        response.StatusCode = problem.Code switch
        {
            FileErrorCode.InvalidRequest => StatusCodes.Status400BadRequest,
            FileErrorCode.NotFound => StatusCodes.Status404NotFound,
            FileErrorCode.NotReady => StatusCodes.Status409Conflict,
            FileErrorCode.Ended => StatusCodes.Status410Gone,
            FileErrorCode.PreconditionFailed => StatusCodes.Status412PreconditionFailed,
            FileErrorCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
            FileErrorCode.OutOfRange => StatusCodes.Status422UnprocessableEntity,
            FileErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            FileErrorCode.DiskFull => StatusCodes.Status507InsufficientStorage,
            _ => StatusCodes.Status500InternalServerError,
        };
        if (problem.Code is FileErrorCode.NotReady or FileErrorCode.Unavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        response.ContentType = "application/json; charset=utf-8";
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, FileJson.Default.FileProblem), context.RequestAborted).AsTask();
    }
}
