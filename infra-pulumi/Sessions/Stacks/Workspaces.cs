using System.Collections;
using GamSessions.Options;
using GamSessions.Pulumi.Programs;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi.Stacks;

/// <summary>Opens the workspaces of sessions: the CLI, the back end, the passphrase, and which of our variables the CLI may see.</summary>
internal sealed class Workspaces(ProgramFolders folders, IOptions<GamSessionsOptions> options, TimeProvider time)
{
    /// <summary>The variable with the passphrase.</summary>
    public const string Passphrase = "PULUMI_CONFIG_PASSPHRASE";

    /// <summary>The variable with the path of a file with the passphrase.</summary>
    public const string PassphraseFile = "PULUMI_CONFIG_PASSPHRASE_FILE";

    // What the CLI needs to find its plugins, and it and its provider the cluster and the back end.
    private static readonly string[] Inherited =
    [
        Passphrase, PassphraseFile, "PULUMI_HOME", "PULUMI_ACCESS_TOKEN", "KUBECONFIG", "KUBERNETES_*",
        "AWS_*", "AZURE_*", "ARM_*", "GOOGLE_*", "GCP_*", "VAULT_*",
    ];

    private static readonly string[] SecretWords = ["PASSPHRASE", "SECRET", "TOKEN", "PASSWORD", "ACCESS_KEY", "STORAGE_KEY"];

    /// <summary>The back end.</summary>
    public string Backend => options.Value.Pulumi.Backend!;

    /// <summary>A session's workspace; its folder gets a program without resources where it has none.</summary>
    public LocalWorkspace Open(string sessionId)
    {
        folders.WriteIfMissing(sessionId);
        return LocalWorkspace.Create(Options(folders.PathOf(sessionId)));
    }

    /// <summary>A workspace for what concerns all stacks, in a folder of its own.</summary>
    public LocalWorkspace OpenShared()
    {
        const string shared = ".all";
        folders.WriteIfMissing(shared);
        return LocalWorkspace.Create(Options(folders.PathOf(shared)));
    }

    private LocalWorkspaceOptions Options(string folder)
    {
        var settings = options.Value.Pulumi;
        return new LocalWorkspaceOptions
        {
            WorkDir = folder,
            Command = settings.Command,
            BackendUrl = settings.Backend,
            InheritedVariables = Inherited,
            Secrets = Secrets(),
            OperationTimeout = settings.OperationTimeout,
            TimeProvider = time,
        };
    }

    private static string[] Secrets() =>
    [
        .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => SecretWords.Any(word => ((string)entry.Key).Contains(word, StringComparison.OrdinalIgnoreCase))
                && !((string)entry.Key).EndsWith("_FILE", StringComparison.Ordinal))
            .Select(entry => (string?)entry.Value)
            .OfType<string>(),
    ];
}
