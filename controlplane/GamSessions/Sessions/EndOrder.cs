using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>That a session is to end.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Message">In words, where there is more to say.</param>
/// <param name="Lost">It can't go on: a session that was not ready yet has failed.</param>
/// <param name="AgentKnows">The agent is ending already and need not be told.</param>
internal sealed record EndOrder(EndReason Reason, string? Message = null, bool Lost = false, bool AgentKnows = false)
{
    /// <summary>Another process was at it before: the link to the agent is new and may need a moment.</summary>
    public bool IsResumed { get; init; }
}
