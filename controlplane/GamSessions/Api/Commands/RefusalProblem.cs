using GamAgent.Protocol;
using GamSessions.Api.Problems;

namespace GamSessions.Api.Commands;

/// <summary>The problem for a command that the agent refused.</summary>
internal static class RefusalProblem
{
    /// <summary>It.</summary>
    public static ProblemResult Of(ErrorData error)
    {
        var code = error.Code switch
        {
            ErrorCode.BadCommand or ErrorCode.NotAllowed => ProblemCode.BadCommand,
            ErrorCode.Busy or ErrorCode.QueueFull => ProblemCode.Busy,
            ErrorCode.NotReady => ProblemCode.NotReady,
            ErrorCode.TooLarge => ProblemCode.TooLarge,
            ErrorCode.DiskFull => ProblemCode.DiskFull,
            ErrorCode.RateLimited => ProblemCode.Limit,
            ErrorCode.Forbidden => ProblemCode.Forbidden,
            ErrorCode.BadFrame => ProblemCode.InvalidRequest,
            _ => ProblemCode.Internal,
        };
        var detail = error.Hint is { } hint ? $"{error.Message}: {hint}" : error.Message;
        return new ProblemResult(code, detail)
        {
            Hint = error.Hint,
            Suggestion = error.Suggestion,
            RetryAfter = code is ProblemCode.Busy or ProblemCode.NotReady or ProblemCode.Limit ? TimeSpan.FromSeconds(1) : null,
        };
    }
}
