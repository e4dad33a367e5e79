using GamSessions.Options;
using GamSessions.Pulumi.Stacks;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi.Reconciling;

/// <summary>What has to hold before the first session: a CLI that is new enough, a passphrase where one is needed, a back end that outlives this process.</summary>
internal sealed class StartChecks(Workspaces workspaces, FolderBackend folder, IOptions<GamSessionsOptions> options)
{
    /// <summary>The CLI's version, once it is known.</summary>
    public Version? Version { get; private set; }

    /// <summary>Checks.</summary>
    /// <exception cref="GamSessionsStartException">One of them doesn't hold.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (NeedsPassphrase() && Environment.GetEnvironmentVariable(Workspaces.Passphrase) is null && Environment.GetEnvironmentVariable(Workspaces.PassphraseFile) is null)
        {
            throw new GamSessionsStartException(
                "The stacks of sessions need a passphrase.", $"Set {Workspaces.Passphrase}, or {Workspaces.PassphraseFile} to a file that holds it; keep it, for stacks can't be read without.");
        }

        if (folder.Folder is { } path)
        {
            if (IsInCluster && !MountPoints.HasVolume(path))
            {
                throw new GamSessionsStartException(
                    $"The back end {options.Value.Pulumi.Backend} is on the pod's own disk, and would be lost with it.",
                    "Put GamSessions:DataFolder on a volume, or set GamSessions:Pulumi:Backend to one that is shared.");
            }

            Directory.CreateDirectory(path);
        }

        try
        {
            Version = await workspaces.OpenShared().CheckVersionAsync(cancellationToken);
        }
        catch (PulumiException e)
        {
            throw new GamSessionsStartException(e.Message, "GamSessions:Pulumi:Command names the CLI.", e);
        }
    }

    private static bool IsInCluster => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"));

    // Pulumi's own service keeps its stacks' keys itself.
    private bool NeedsPassphrase() => options.Value.Pulumi.Backend?.StartsWith("http", StringComparison.Ordinal) != true;
}
