using System.Globalization;
using GamAgent.Protocol.Settings;
using GamAgent.Runner.Settings;
using GamAgent.Runner.Terminals;

namespace GamAgent.Runner.Execution;

/// <summary>The environment of commands: an allow-list of what the runner has, and what GAM needs to run well without a person's terminal.</summary>
internal static class ChildEnvironment
{
    /// <summary>What is inherited where it is set: the way to programs, time zone, proxies, certificates, and where .NET programs find .NET.</summary>
    private static readonly string[] Inherited =
    [
        "PATH", "USER", "LOGNAME", "TMPDIR", "TZ", "LD_LIBRARY_PATH",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
        "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64",
    ];

    /// <summary>Builds it.</summary>
    /// <param name="settings">The runner's settings.</param>
    /// <param name="read">A variable of the runner's own environment.</param>
    internal static IReadOnlyDictionary<string, string> Build(RunnerSettings settings, Func<string, string?> read)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Inherited)
        {
            if (read(name) is { } value)
            {
                environment[name] = value;
            }
        }

        environment["LANG"] = "C.UTF-8";
        environment["TERM"] = "dumb";
        environment["COLUMNS"] = PseudoTerminal.Columns.ToString(CultureInfo.InvariantCulture);
        foreach (var name in settings.PassVariables)
        {
            if (read(name) is { } value)
            {
                environment[name] = value;
            }
        }

        environment["HOME"] = settings.WorkFolder;
        environment["PWD"] = settings.WorkFolder;
        environment["GAMCFGDIR"] = settings.ConfigFolder;
        environment[RunnerVariables.SessionMarker] = settings.SessionId;
        return environment;
    }
}
