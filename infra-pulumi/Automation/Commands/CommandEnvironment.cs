using System.Collections;

namespace PulumiAutomation.Commands;

/// <summary>
/// The environment of the CLI: of ours only what is on the list, and what the workspace sets. Everything else that this process
/// happens to carry (its own secrets above all) stays out of the CLI, its plugins and the programs that they run.
/// </summary>
internal static class CommandEnvironment
{
    private static readonly string[] Always =
    [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    ];

    /// <summary>Changes to our own environment, as CliWrap takes them: null takes a variable away.</summary>
    public static IReadOnlyDictionary<string, string?> Build(LocalWorkspaceOptions options)
    {
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key))
        {
            if (!Always.Contains(name, StringComparer.Ordinal) && !options.InheritedVariables.Any(pattern => Matches(pattern, name)))
            {
                changes[name] = null;
            }
        }

        // Nobody is there to be asked, nothing is fetched behind one's back, and nothing grows without a limit.
        changes["PULUMI_SKIP_UPDATE_CHECK"] = "true";
        changes["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true";
        changes["PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS"] = "true";
        changes["PULUMI_ENABLE_STREAMING_JSON_PREVIEW"] = "true";
        changes["PULUMI_LOG_ROTATION_MAX_AGE_DAYS"] = "1";
        changes["PULUMI_LOG_ROTATION_MAX_TOTAL_MB"] = "32";
        Set(changes, "PULUMI_HOME", options.PulumiHome);
        Set(changes, "PULUMI_BACKEND_URL", options.BackendUrl is { } backend ? WithoutSidecars(backend) : null);
        Set(changes, "PULUMI_CONFIG_PASSPHRASE", options.Passphrase);
        Set(changes, "PULUMI_CONFIG_PASSPHRASE_FILE", options.PassphraseFile);
        foreach (var (name, value) in options.EnvironmentVariables)
        {
            changes[name] = value;
        }

        return changes;
    }

    // In a folder the CLI writes a file of metadata beside each of its own, which nobody reads, and not in one go: a CLI that is killed
    // meanwhile leaves an empty one, and every call that comes to it, a list of all stacks too, fails with "EOF" from then on (3.274).
    private static string WithoutSidecars(string backend) =>
        !backend.StartsWith("file://", StringComparison.Ordinal) || backend.Contains("metadata=", StringComparison.Ordinal)
            ? backend
            : $"{backend}{(backend.Contains('?', StringComparison.Ordinal) ? '&' : '?')}metadata=skip";

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : string.Equals(pattern, name, StringComparison.Ordinal);

    private static void Set(Dictionary<string, string?> changes, string name, string? value)
    {
        if (value is not null)
        {
            changes[name] = value;
        }
    }
}
