using PulumiAutomation.Commands;

namespace PulumiAutomation.Stacks;

/// <summary>
/// Puts a stack in order after its CLI was killed: ends the plugins that were left, drops the creates that were under way from the
/// state, and takes away the lock if it was the dead one's. A lock of somebody who is at work stays.
/// </summary>
internal sealed class StackRecovery(PulumiCommand command, LocalWorkspaceOptions options, string stack)
{
    /// <summary>Does so, within <see cref="LocalWorkspaceOptions.RecoveryTimeout"/>; what kept it from that is returned, not thrown.</summary>
    public async Task<Exception?> RunAsync(int deadProcessId)
    {
        using var limit = new CancellationTokenSource(options.RecoveryTimeout, options.TimeProvider);
        try
        {
            await command.Leftovers.EndAsync(limit.Token);
            try
            {
                await RefreshAsync(limit.Token);
            }
            catch (ConcurrentUpdateException e) when (e.Locks.Count > 0 && e.Locks.All(held => IsDead(held, deadProcessId)))
            {
                await WorkspaceStack.CancelAsync(command, options.WorkDir, stack, limit.Token);
                await RefreshAsync(limit.Token);
            }

            return null;
        }
        catch (StackNotFoundException)
        {
            // It died before there was anything.
            return null;
        }
        catch (Exception e) when (e is PulumiException or OperationCanceledException)
        {
            return e;
        }
    }

    private bool IsDead(StackLock held, int deadProcessId) =>
        new LockJudge(options.TimeProvider).Judge(held) is LockHolder.Gone
        || (held.ProcessId == deadProcessId && string.Equals(held.Host, Environment.MachineName, StringComparison.OrdinalIgnoreCase));

    private Task<UpdateSummary> RefreshAsync(CancellationToken cancellationToken) =>
        new StackOperation("refresh", "refresh", ["--yes", "--skip-preview", "--clear-pending-creates", "--stack", stack], new RefreshOptions())
            .RunAsync(command, options.WorkDir, cancellationToken);
}
