using GamSessions.Options;
using GamSessions.Pulumi.Programs;
using GamSessions.Pulumi.Stacks;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi.Reconciling;

/// <summary>Removes stacks that were kept for their history, once their sessions' records are gone.</summary>
internal sealed partial class HistoryCleaner(
    Workspaces workspaces, SessionStacks stacks, ISessionStore store, IOptions<GamSessionsOptions> options, ILogger<HistoryCleaner> logger) : IRecordCleaner
{
    /// <inheritdoc/>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (options.Value is not { Engine: "pulumi", Pulumi.KeepHistory: true })
        {
            return;
        }

        try
        {
            foreach (var stack in await workspaces.OpenShared().ListStacksAsync(SessionProgram.Project, cancellationToken))
            {
                if (SessionIds.IsWellFormed(stack.Name) && stack.ResourceCount is null or 0 && await store.FindAsync(stack.Name, cancellationToken) is null)
                {
                    await stacks.RemoveByForceAsync(stack.Name, cancellationToken);
                }
            }
        }
        catch (PulumiException e)
        {
            // Next time.
            LogNotCleaned(e);
        }
    }

    [LoggerMessage(451, LogLevel.Warning, "Stacks of sessions whose records are gone could not be removed; tried again later.")]
    private partial void LogNotCleaned(Exception exception);
}
