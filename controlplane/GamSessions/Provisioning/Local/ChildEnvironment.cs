using System.Globalization;
using GamAgent.Protocol.Settings;
using GamSessions.Options;

namespace GamSessions.Provisioning.Local;

/// <summary>The environments of a session's two programs: an allow-list of ours, and their settings. Nothing else of this process gets there.</summary>
internal static class ChildEnvironment
{
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
        foreach (var (name, value) in AgentEnvironment.Limits(limits))
        {
            variables[name] = value;
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
        foreach (var (name, value) in AgentEnvironment.RunnerLimits(limits))
        {
            variables[name] = value;
        }

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
}
