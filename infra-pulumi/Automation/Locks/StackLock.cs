namespace PulumiAutomation;

/// <summary>Who holds a stack's lock.</summary>
/// <param name="User">The user's name.</param>
/// <param name="Host">The host's name.</param>
/// <param name="ProcessId">The process there.</param>
/// <param name="Since">When the lock was taken, cut to the second by the CLI.</param>
public sealed record StackLock(string User, string Host, int ProcessId, DateTimeOffset Since);

/// <summary>Another operation on the stack runs, or ended without releasing its lock.</summary>
public sealed class ConcurrentUpdateException(string command, IReadOnlyList<StackLock> locks, string cliMessage) : PulumiException(
    locks.Count == 0
        ? $"pulumi {command}: another operation on the stack runs: {cliMessage}"
        : $"pulumi {command}: the stack is locked by {string.Join(" and ", locks.Select(l => $"process {l.ProcessId} of {l.User}@{l.Host} since {l.Since:u}"))}. Wait for it to end; when that process is gone, run pulumi cancel.")
{
    /// <inheritdoc/>
    public override bool CanRetry => true;

    /// <summary>The locks; empty where the back end doesn't say.</summary>
    public IReadOnlyList<StackLock> Locks { get; } = locks;
}
