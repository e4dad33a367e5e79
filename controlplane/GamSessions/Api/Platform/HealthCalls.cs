using GamSessions.Access;
using GamSessions.Api.Problems;
using GamSessions.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GamSessions.Api.Platform;

/// <summary><c>GET /healthz</c> and <c>/readyz</c>.</summary>
internal sealed partial class HealthCalls(ISessionStore store, IStoreProvider provider, LoopbackGuard guard, ILogger<HealthCalls> log)
{
    /// <summary>The process answers.</summary>
    public static IResult Live() => Results.Json(new HealthAnswer("ok"), ApiJson.Options);

    /// <summary>It can work: the store answers and is where it should be.</summary>
    public async Task<IResult> ReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (provider.FindProblem() is { } problem)
            {
                LogStoreGone(log, problem);
                return new ProblemResult(ProblemCode.Unavailable, "The store is gone. The log of the host has the details.") { RetryAfter = TimeSpan.FromSeconds(5) };
            }

            await store.FindAsync("-", cancellationToken);
            return guard.Passed ? Live() : new ProblemResult(ProblemCode.Unavailable, "The host is still starting.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            LogStore(log, e);
            return new ProblemResult(ProblemCode.Unavailable, "The store does not answer. The log of the host has the details.") { RetryAfter = TimeSpan.FromSeconds(5) };
        }
    }

    [LoggerMessage(3201, LogLevel.Error, "The store does not answer")]
    private static partial void LogStore(ILogger log, Exception exception);

    [LoggerMessage(3202, LogLevel.Error, "{Problem}")]
    private static partial void LogStoreGone(ILogger log, string problem);
}

/// <summary>How the host is.</summary>
/// <param name="Status">Always <c>ok</c>; anything else is a problem.</param>
internal sealed record HealthAnswer(string Status);
