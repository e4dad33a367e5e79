using System.Globalization;
using GamAgent.Protocol.Settings;
using GamSessions.Options;

namespace GamSessions.Provisioning.Local;

/// <summary>The environments of a session's two programs: an allow-list of ours, and their settings. Nothing else of this process gets there.</summary>
internal static class ChildEnvironment
{
    // Timers reach no further, and no session lives so long.
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(49);

    private static readonly string[] ForBoth = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "USER", "LOGNAME", "DOTNET_ROOT", "DOTNET_ROOT_X64"];

    // GAM itself talks to Google.
    private static readonly string[] ForGam =
    [
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "GAMCFGSECTION",
    ];

    // A framework-dependent stand-in finds its runtime by these.
    private static readonly string[] ForStandIn = ["DOTNET_ROOT", "DOTNET_ROOT_X64"];

    /// <summary>
    /// The marker of the two programs themselves. Not that of the commands: what carries theirs is ended with a command. No session's id
    /// has a dot.
    /// </summary>
    public static string ProgramsMarker(string sessionId) => $"{sessionId}.programs";

    /// <summary>For <c>gam-agent serve</c>.</summary>
    public static Dictionary<string, string> ForAgent(SessionSpec spec, LocalSessionFolders folders, LimitOptions limits)
    {
        var variables = Inherited(ForBoth);
        variables[RunnerVariables.SessionMarker] = ProgramsMarker(spec.Session.Id);
        variables[AgentVariables.SessionId] = spec.Session.Id;
        variables[AgentVariables.Listen] = "http://127.0.0.1:0";
        variables[AgentVariables.RunnerSocket] = folders.Socket;
        variables[AgentVariables.JournalFolder] = folders.Journal;
        variables[AgentVariables.Jwks] = spec.Jwks;

        // Only the router comes here, by the address; it has checked Host and Origin of the client.
        variables[AgentVariables.AllowedHosts] = "127.0.0.1";
        variables[AgentVariables.EndWithParent] = "true";
        foreach (var (name, value) in Limits(limits))
        {
            variables[$"GamAgent__Limits__{name}"] = value;
        }

        return variables;
    }

    /// <summary>For <c>gam-agent-runner run</c>.</summary>
    public static Dictionary<string, string> ForRunner(
        SessionSpec spec, LocalSessionFolders folders, LimitOptions limits, GamProgram gam, string? configSource)
    {
        var variables = Inherited([.. ForBoth, .. ForGam]);
        variables[RunnerVariables.SessionMarker] = ProgramsMarker(spec.Session.Id);
        variables[RunnerVariables.SessionId] = spec.Session.Id;
        variables[RunnerVariables.Socket] = folders.Socket;
        variables[RunnerVariables.GamPath] = gam.Path;
        variables[RunnerVariables.WorkFolder] = folders.Work;
        variables[RunnerVariables.ConfigFolder] = folders.Config;
        variables[RunnerVariables.CacheFolder] = folders.Cache;
        variables[RunnerVariables.PassVariables] = string.Join(',', gam.IsStandIn ? [.. ForGam, .. ForStandIn] : ForGam);
        variables[RunnerVariables.InterruptWait] = Text(limits.InterruptWait);
        variables[RunnerVariables.TerminateWait] = Text(limits.TerminateWait);
        variables[RunnerVariables.DrainWait] = Text(limits.DrainWait);
        variables[RunnerVariables.MemoryReserve] = limits.MemoryReserve.ToString();
        variables[RunnerVariables.WorkFolderBytes] = limits.WorkFolderBytes.ToString();
        variables[RunnerVariables.EndWithParent] = "true";
        if (spec.MemoryBytes is { } memory)
        {
            variables[RunnerVariables.MemoryLimit] = memory.ToString(CultureInfo.InvariantCulture);
        }

        if (configSource is not null)
        {
            variables[RunnerVariables.ConfigSource] = configSource;
        }

        return variables;
    }

    /// <summary>For the reaper of left-over processes.</summary>
    public static Dictionary<string, string> ForReaping() => Inherited(ForBoth);

    private static IEnumerable<(string Name, string Value)> Limits(LimitOptions limits)
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

    private static Dictionary<string, string> Inherited(IEnumerable<string> names)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    private static string Text(TimeSpan value) => value.ToString("c", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
