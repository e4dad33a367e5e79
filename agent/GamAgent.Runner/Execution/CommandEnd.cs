using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Exec;

namespace GamAgent.Runner.Execution;

/// <summary>How the main process ended. <c>Code</c> is null for one that never started or could not be ended.</summary>
internal sealed record CommandEnd(int? Code, ExecFailure? Failure, bool Started)
{
    /// <summary>What the exit says.</summary>
    /// <param name="asked">What end was asked for, if any.</param>
    /// <param name="inputClosed">It wanted input that could not come any more.</param>
    internal (ExitReason Reason, int? ExitCode, string? Signal) Describe(CommandEndRequest? asked, bool inputClosed)
    {
        if (!Started)
        {
            return (ExitReason.NotExecutable, null, null);
        }

        if (Failure is not null)
        {
            return (Failure.Exists ? ExitReason.NotExecutable : ExitReason.NotFound, null, null);
        }

        var (exitCode, signal) = Code is { } code ? ExitTranslation.Translate(code) : (null, "KILL");
        var reason = asked?.Reason
            ?? (signal is not null ? ExitReason.Signalled : inputClosed && exitCode == ClosedPrompt.ExitCode ? ExitReason.PromptClosed : ExitReason.Exited);
        return (reason, exitCode, signal);
    }
}
