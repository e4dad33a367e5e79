using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GamSessions.Api.Problems;

/// <summary>Makes a problem of every error under our addresses that is none yet: exceptions, unknown routes, wrong methods.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && !context.Request.Path.StartsWithSegments("/.well-known/jwks.json", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        ProblemResult? problem;
        try
        {
            await next(context);
            problem = context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null }
                && ProblemStatus.OfStatus(context.Response.StatusCode) is var (code, detail)
                    ? new ProblemResult(code, detail)
                    : null;
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            problem = OfException(e);
            if (problem.Code is ProblemCode.Internal)
            {
                LogFault(log, e, context.Request.Method, context.Request.Path);
            }
        }

        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
        }
    }

    private static ProblemResult OfException(Exception exception) => exception switch
    {
        SessionLimitException e => new ProblemResult(ProblemCode.Limit, e.Message) { RetryAfter = e.RetryAfter },
        SessionRequestException e => OfRequest(e),
        SessionsUnavailableException e => new ProblemResult(ProblemCode.Unavailable, e.Message) { RetryAfter = TimeSpan.FromSeconds(1) },
        BadHttpRequestException e when ProblemStatus.OfStatus(e.StatusCode) is var (code, detail) => new ProblemResult(code, detail),
        _ => new ProblemResult(ProblemCode.Internal, "Something went wrong on our side. The log of the host has the details."),
    };

    private static ProblemResult OfRequest(SessionRequestException e)
    {
        var code = GamAgent.Protocol.ProtocolNames.FromWireName<ProblemCode>(e.Code) ?? ProblemCode.OutOfRange;
        return new ProblemResult(code, e.Message)
        {
            Errors = e.Field is { } field ? new Dictionary<string, string[]> { [field] = [e.Message] } : null,
        };
    }

    [LoggerMessage(3101, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogFault(ILogger log, Exception exception, string method, PathString path);
}
