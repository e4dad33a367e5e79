using GamSessions.Sessions;

namespace GamSessions;

/// <summary>The host can't start as it is set up; the message says what is wrong and what cures it, and is meant to be printed alone.</summary>
public sealed class GamSessionsStartException(string problem, string cure, Exception? inner = null)
    : GamSessionsException($"{problem} {cure}", inner)
{
    /// <inheritdoc/>
    public override string Code => "start";

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do about it.</summary>
    public string Cure { get; } = cure;
}
