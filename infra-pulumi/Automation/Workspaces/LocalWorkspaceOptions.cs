namespace PulumiAutomation;

/// <summary>How a workspace calls the CLI.</summary>
public sealed class LocalWorkspaceOptions
{
    /// <summary>The folder with the program (<c>Pulumi.yaml</c>); it must exist. Required.</summary>
    public required string WorkDir { get; init; }

    /// <summary>The CLI: a name to be found on PATH, or a path; default <c>pulumi</c>.</summary>
    public string Command { get; init; } = "pulumi";

    /// <summary>Where the CLI keeps credentials, plugins and logs (<c>PULUMI_HOME</c>); null for its own default, <c>~/.pulumi</c>.</summary>
    public string? PulumiHome { get; init; }

    /// <summary>The back end (<c>PULUMI_BACKEND_URL</c>), anything that <c>pulumi login</c> takes; null for the one logged in to.</summary>
    public string? BackendUrl { get; init; }

    /// <summary>The passphrase of the stacks' secrets; goes by the environment, is masked in all output. Null for none.</summary>
    public string? Passphrase { get; init; }

    /// <summary>A file with the passphrase instead; null for none.</summary>
    public string? PassphraseFile { get; init; }

    /// <summary>Variables for the CLI beside the inherited ones.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Variables of this process that the CLI may see, beside PATH, HOME, the locale, TLS roots and proxies: names, or beginnings of
    /// names with a <c>*</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> InheritedVariables { get; init; } = [];

    /// <summary>Texts that are replaced by <c>[secret]</c> in all that comes from the CLI (four characters or more); the passphrase is among them.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>How long an interrupted CLI may take to end by itself before it is killed; default 20 s.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one call may take before it is cancelled and ends as <see cref="CommandTimeoutException"/>; default 10 min.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long putting a stack in order after a killed CLI may take; default 1 min.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock; default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
