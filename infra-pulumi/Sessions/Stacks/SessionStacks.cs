using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Pulumi.Locks;
using GamSessions.Pulumi.Programs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi.Stacks;

/// <summary>
/// Brings sessions' stacks up and destroys them, whatever an earlier attempt left: a lock, a half-made stack, objects without state. It
/// asks for no turn and waits for no pod. A create is two launches of the CLI (and one for the tag), a destroy is one.
/// </summary>
internal sealed partial class SessionStacks(
    Workspaces workspaces, ProgramFolders folders, StackLocks locks, ForeignObjects foreign, FolderBackend backend, IOptions<GamSessionsOptions> options, ILogger<SessionStacks> logger)
{
    // A CLI that was killed, a lock that was stale, objects that were there: each once, and once more.
    private const int MostAttempts = 6;

    /// <summary>The tag with owner and expiry; a self-managed back end takes one tag a launch.</summary>
    public const string Tag = "gam-session";

    /// <summary>Brings a session's stack up.</summary>
    /// <exception cref="PulumiException">It can't be.</exception>
    public async Task<WorkspaceStack> UpAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        var id = spec.Session.Id;
        var objects = SessionManifests.Build(spec, options.Value);
        folders.Write(id, SessionProgram.Write(spec, objects, options.Value, force: false));
        var workspace = workspaces.Open(id);
        var stack = workspace.SelectStack(id);
        await RepeatAsync(stack, token => workspace.CreateOrSelectStackAsync(id, token), (_, _) => Task.FromResult(false), cancellationToken);
        await RepeatAsync(
            stack,
            token => stack.UpAsync(new UpOptions { Message = "session created" }, token),
            async (error, token) =>
            {
                if (!PulumiFailures.IsConflict(error))
                {
                    return false;
                }

                if (await foreign.FindAsync(objects, token) is { Count: > 0 } taken)
                {
                    throw new ObjectsTakenException(taken, error);
                }

                // Ours, of an attempt whose state was lost: they are taken over.
                folders.Write(id, SessionProgram.Write(spec, objects, options.Value, force: true));
                return true;
            },
            cancellationToken);
        return stack;
    }

    /// <summary>Brings a stack up again from the program that is there, over objects that are there.</summary>
    public async Task AdoptAsync(string sessionId, CancellationToken cancellationToken)
    {
        var workspace = workspaces.Open(sessionId);
        var stack = workspace.SelectStack(sessionId);
        await RepeatAsync(stack, token => workspace.CreateOrSelectStackAsync(sessionId, token), (_, _) => Task.FromResult(false), cancellationToken);
        await RepeatAsync(
            stack,
            token => stack.UpAsync(new UpOptions { Message = "session adopted" }, token),
            (error, _) =>
            {
                // The objects bear the marks of the state that was lost, and are the session's: its record says so.
                var conflict = PulumiFailures.IsConflict(error);
                if (conflict)
                {
                    folders.Write(sessionId, SessionProgram.TakingOver(folders.Read(sessionId)));
                }

                return Task.FromResult(conflict);
            },
            cancellationToken);
    }

    /// <summary>Notes whose session it is and how long it may live.</summary>
    public async Task TagAsync(WorkspaceStack stack, SessionSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await stack.SetTagAsync(Tag, $"owner={spec.Session.Owner} expires={spec.Session.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}", cancellationToken);
        }
        catch (PulumiException e)
        {
            // A tag is for people; the session goes without.
            LogNotTagged(e, stack.Name);
        }
    }

    /// <summary>Destroys a session's stack; where there is none it does nothing.</summary>
    /// <exception cref="PulumiException">It can't be.</exception>
    public async Task DestroyAsync(string sessionId, CancellationToken cancellationToken)
    {
        var stack = workspaces.Open(sessionId).SelectStack(sessionId);
        var keep = options.Value.Pulumi.KeepHistory;
        try
        {
            await RepeatAsync(
                stack,
                token => stack.DestroyAsync(new DestroyOptions { Remove = !keep, Message = "session ended" }, token),
                (_, _) => Task.FromResult(false),
                cancellationToken);
        }
        catch (StackNotFoundException)
        {
            // Never made, or destroyed before.
        }

        Tidy(sessionId, keep);
    }

    /// <summary>Takes a stack away whose objects were removed in another way; its state is lost with it.</summary>
    public async Task RemoveByForceAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            await workspaces.Open(sessionId).RemoveStackAsync(sessionId, force: true, cancellationToken);
        }
        catch (StackNotFoundException)
        {
            // Never made.
        }

        Tidy(sessionId, keep: false);
    }

    private void Tidy(string sessionId, bool keep)
    {
        if (!keep)
        {
            backend.Tidy(sessionId);
        }

        folders.Delete(sessionId);
    }

    private async Task RepeatAsync(
        WorkspaceStack stack, Func<CancellationToken, Task> operation, Func<PulumiException, CancellationToken, Task<bool>> cure, CancellationToken cancellationToken)
    {
        var isTorn = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (isTorn)
                {
                    await stack.RefreshAsync(new RefreshOptions { ClearPendingCreates = true }, cancellationToken);
                    isTorn = false;
                }

                await operation(cancellationToken);
                return;
            }
            catch (ConcurrentUpdateException e) when (attempt < MostAttempts)
            {
                await locks.ClearAsync(stack, e, cancellationToken);
            }
            catch (CommandKilledException e) when (attempt < MostAttempts)
            {
                LogKilled(stack.Name, e.Message);
            }
            catch (PulumiException e) when (attempt < MostAttempts && e is (OperationInterruptedException or ResourceFailedException { CanRetry: true }))
            {
                LogKilled(stack.Name, e.Message);
                isTorn = true;
            }
            catch (ResourceFailedException e) when (attempt < MostAttempts)
            {
                if (!await cure(e, cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    [LoggerMessage(441, LogLevel.Warning, "The stack of session {SessionId} could not be tagged.")]
    private partial void LogNotTagged(Exception exception, string sessionId);

    [LoggerMessage(442, LogLevel.Warning, "The stack of session {SessionId}: {Problem} It is tried again.")]
    private partial void LogKilled(string sessionId, string problem);
}
