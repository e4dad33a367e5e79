using GamAgent.Protocol;

namespace GamSessions.Provisioning;

/// <summary>Something that an engine saw happen to a session.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Kind">What.</param>
/// <param name="Reason">For <see cref="ProvisionerNoticeKind.Lost"/>, why the session ends.</param>
/// <param name="Message">In words.</param>
public sealed record ProvisionerNotice(string SessionId, ProvisionerNoticeKind Kind, EndReason? Reason = null, string? Message = null)
{
    /// <summary>For <see cref="ProvisionerNoticeKind.Condition"/>, which.</summary>
    public SessionCondition? Condition { get; init; }

    /// <summary>For <see cref="ProvisionerNoticeKind.Condition"/>, whether it holds now.</summary>
    public bool Holds { get; init; }
}

/// <summary>What an engine saw.</summary>
public enum ProvisionerNoticeKind
{
    /// <summary>The agent is another process or pod than before; dial again.</summary>
    AgentReplaced,

    /// <summary>The runner's container ended, and how; it starts again.</summary>
    RunnerEnded,

    /// <summary>The session can't go on.</summary>
    Lost,

    /// <summary>A condition of the session holds, or doesn't any more.</summary>
    Condition,

    /// <summary>Something that people should know of; it changes nothing.</summary>
    Noted,
}
