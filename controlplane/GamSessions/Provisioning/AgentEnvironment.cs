using System.Globalization;
using GamAgent.Protocol.Settings;
using GamSessions.Options;

namespace GamSessions.Provisioning;

/// <summary>The limits as variables of the two programs, the same in every engine.</summary>
internal static class AgentEnvironment
{
    // Timers reach no further, and no session lives so long.
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(24);

    /// <summary>For <c>gam-agent serve</c>.</summary>
    public static Dictionary<string, string> Limits(LimitOptions limits) => Named(limits).ToDictionary(limit => $"GamAgent__Limits__{limit.Name}", limit => limit.Value, StringComparer.Ordinal);

    /// <summary>For <c>gam-agent-runner run</c>, without the memory's limit itself.</summary>
    public static Dictionary<string, string> RunnerLimits(LimitOptions limits) => new(StringComparer.Ordinal)
    {
        [RunnerVariables.InterruptWait] = Text(limits.InterruptWait),
        [RunnerVariables.TerminateWait] = Text(limits.TerminateWait),
        [RunnerVariables.DrainWait] = Text(limits.DrainWait),
        [RunnerVariables.MemoryReserve] = limits.MemoryReserve.ToString(),
        [RunnerVariables.WorkFolderBytes] = limits.WorkFolderBytes.ToString(),
    };

    private static IEnumerable<(string Name, string Value)> Named(LimitOptions limits)
    {
        yield return (nameof(AgentLimits.MaxConnectionsPerSession), Text(limits.MaxConnectionsPerSession));
        yield return (nameof(AgentLimits.FramesPerSecond), Text(limits.FramesPerSecond));
        yield return (nameof(AgentLimits.FrameBurst), Text(limits.FrameBurst));
        yield return (nameof(AgentLimits.MaxFrameBytes), limits.MaxFrameBytes.ToString());
        yield return (nameof(AgentLimits.MaxCommandBytes), limits.MaxCommandBytes.ToString());
        yield return (nameof(AgentLimits.StdinBufferBytes), limits.StdinBufferBytes.ToString());
        yield return (nameof(AgentLimits.QueueLength), Text(limits.QueueLength));
        yield return (nameof(AgentLimits.JournalBytes), limits.JournalBytes.ToString());
        yield return (nameof(AgentLimits.JournalMemoryBytes), limits.JournalMemoryBytes.ToString());
        yield return (nameof(AgentLimits.PingInterval), Text(limits.PingInterval));
        yield return (nameof(AgentLimits.PingTimeout), Text(limits.PingTimeout));
        yield return (nameof(AgentLimits.StallTimeout), Text(limits.StallTimeout));
        yield return (nameof(AgentLimits.PromptTimeout), Text(limits.PromptTimeout ?? NoLimit));
        yield return (nameof(AgentLimits.ClockSkew), Text(limits.ClockSkew));
        if (limits.CommandTimeout is { } command)
        {
            yield return (nameof(AgentLimits.CommandTimeout), Text(command));
        }
    }

    private static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
