using GamSessions.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace GamSessions.Api.Files;

/// <summary>
/// Hands on what the agent answers, piece by piece. What is in a file is nobody's page: it is always a download of bytes, whatever its
/// name says. Owns the agent's response.
/// </summary>
internal sealed partial class FileAnswer(HttpResponseMessage response, string? fileName, ILogger logger) : IResult
{
    private static readonly string[] HandedOn = [HeaderNames.ETag, HeaderNames.LastModified, HeaderNames.AcceptRanges, HeaderNames.ContentRange];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (response)
        {
            var cancel = httpContext.RequestAborted;
            HandOn(httpContext.Response.Headers);
            if ((int)response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                await RefuseAsync(httpContext);
                return;
            }

            Describe(httpContext);
            if (httpContext.Response.StatusCode is not (StatusCodes.Status200OK or StatusCodes.Status206PartialContent))
            {
                return;
            }

            try
            {
                await response.Content.CopyToAsync(httpContext.Response.Body, cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The length was told, or the end of the list: a cut connection is the only way to say that this is not all.
                LogCut(e.Message);
                httpContext.Abort();
            }
        }
    }

    private void HandOn(IHeaderDictionary headers)
    {
        foreach (var name in HandedOn)
        {
            if (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values))
            {
                headers[name] = values.ToArray();
            }
        }
    }

    private void Describe(HttpContext context)
    {
        var answer = context.Response;
        answer.StatusCode = (int)response.StatusCode;
        answer.Headers.CacheControl = "private, no-cache";
        if (answer.StatusCode is not (StatusCodes.Status200OK or StatusCodes.Status206PartialContent))
        {
            return;
        }

        answer.ContentLength = response.Content.Headers.ContentLength;
        if (fileName is null)
        {
            answer.ContentType = "application/json; charset=utf-8";
            return;
        }

        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        answer.ContentType = "application/octet-stream";
        answer.Headers.ContentDisposition = disposition.ToString();
        answer.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    private async Task RefuseAsync(HttpContext context)
    {
        var problem = await FileProblems.ReadAsync(response, context.RequestAborted);
        if (problem is null)
        {
            LogRefused((int)response.StatusCode);
            problem = new ProblemResult(ProblemCode.Unavailable, "The session can't be reached at the moment; try again.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }

        await problem.ExecuteAsync(context);
    }

    [LoggerMessage(3501, LogLevel.Debug, "A file was cut short: {Problem}")]
    private partial void LogCut(string problem);

    [LoggerMessage(3502, LogLevel.Warning, "An agent answered a request for a file with {Status}.")]
    private partial void LogRefused(int status);
}
