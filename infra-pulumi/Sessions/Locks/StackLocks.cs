using GamSessions.Options;
using GamSessions.Pulumi.Stacks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi.Locks;

/// <summary>
/// What to do about a lock in the way of an operation. One whose process is gone is taken away at once, with what its CLI left running
/// and the creates that it had under way. One of a process that runs, or of another host, is waited for; when <c>Pulumi:LockWait</c> is
/// over, another host's counts as stale (only one control plane writes), and that of a live process is an error.
/// </summary>
internal sealed partial class StackLocks(FolderBackend backend, IOptions<GamSessionsOptions> options, TimeProvider time, ILogger<StackLocks> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly LockJudge _judge = new(time);

    /// <summary>Returns when the operation may be tried again.</summary>
    /// <exception cref="ConcurrentUpdateException">A live process holds it for too long.</exception>
    public async Task ClearAsync(WorkspaceStack stack, ConcurrentUpdateException locked, CancellationToken cancellationToken)
    {
        var limit = options.Value.Pulumi.LockWait;
        var began = time.GetTimestamp();
        while (true)
        {
            var waited = time.GetElapsedTime(began);
            var holders = locked.Locks.Select(held => (Lock: held, Holder: _judge.Judge(held))).ToList();
            if (holders.Count > 0 && holders.All(h => h.Holder is LockHolder.Gone || (h.Holder is LockHolder.OtherHost && IsOver(h.Lock, waited, limit))))
            {
                await TakeAwayAsync(stack, locked, cancellationToken);
                if (await TryAsync(stack, cancellationToken) is not { } again)
                {
                    return;
                }

                // The CLI that put it in order was killed too.
                locked = again;
                continue;
            }

            if (waited > limit)
            {
                throw locked;
            }

            await Task.Delay(Pause, time, cancellationToken);
            if (holders.Count == 0 || holders.Any(h => h.Holder is LockHolder.OtherHost))
            {
                // Only the back end knows whether it is free again.
                if (await TryAsync(stack, cancellationToken) is not { } still)
                {
                    return;
                }

                locked = still;
            }
        }
    }

    private bool IsOver(StackLock held, TimeSpan waited, TimeSpan limit) => waited > limit || time.GetUtcNow() - held.Since > limit;

    private async Task TakeAwayAsync(WorkspaceStack stack, ConcurrentUpdateException locked, CancellationToken cancellationToken)
    {
        LogStale(stack.Name, string.Join(", ", locked.Locks.Select(held => $"{held.ProcessId}@{held.Host} since {held.Since:u}")));
        await stack.Workspace.EndLeftoversAsync(cancellationToken);
        try
        {
            await stack.CancelAsync(cancellationToken);
        }
        catch (StackNotFoundException)
        {
            // It died while it made the stack.
            backend.RemoveLocks(stack.Name);
        }
    }

    private static async Task<ConcurrentUpdateException?> TryAsync(WorkspaceStack stack, CancellationToken cancellationToken)
    {
        try
        {
            await stack.RefreshAsync(new RefreshOptions { ClearPendingCreates = true }, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is StackNotFoundException or CommandKilledException)
        {
            // Nothing to hold, or put in order by what follows a kill; the operation itself tells what is still in the way.
            return null;
        }
        catch (ConcurrentUpdateException still)
        {
            return still;
        }
    }

    [LoggerMessage(440, LogLevel.Warning, "The stack of session {SessionId} had a lock whose holder is gone ({Holders}); it is taken away.")]
    private partial void LogStale(string sessionId, string holders);
}
