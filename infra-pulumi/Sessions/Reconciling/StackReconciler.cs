using GamSessions.Options;
using GamSessions.Pulumi.Gate;
using GamSessions.Pulumi.Programs;
using GamSessions.Pulumi.Stacks;
using GamSessions.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi.Reconciling;

/// <summary>
/// Stacks and sessions, made to fit at a start: stacks of sessions that are over or unknown are destroyed, sessions that have objects and
/// no stack get one again. Both go on behind the start, in turn with everything else; nobody waits for them.
/// </summary>
internal sealed partial class StackReconciler(
    Workspaces workspaces, ProgramFolders folders, SessionStacks stacks, FolderBackend backend, OperationGate gate, IOptions<GamSessionsOptions> options, TimeProvider time, ILogger<StackReconciler> logger)
    : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Ends what a control plane that died left running of the CLI, before anything else asks for the same stacks, and mends what it left half written.</summary>
    public async Task EndLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (var id in folders.SessionIds)
        {
            if (await workspaces.Open(id).EndLeftoversAsync(cancellationToken) is > 0 and var ended)
            {
                LogEnded(id, ended);
            }
        }

        if (backend.Mend() is > 0 and var broken)
        {
            LogMended(broken);
        }
    }

    /// <summary>Compares, and starts what is to be done.</summary>
    public async Task RunAsync(IReadOnlyList<Session> live, Func<string, CancellationToken, Task> remove, CancellationToken cancellationToken)
    {
        IReadOnlyList<StackSummary> there;
        try
        {
            there = await workspaces.OpenShared().ListStacksAsync(SessionProgram.Project, cancellationToken);
        }
        catch (PulumiException e)
        {
            throw new GamSessionsStartException(e.Message, "GamSessions:Pulumi:Backend names the back end.", e);
        }

        var known = live.ToDictionary(session => session.Id, StringComparer.Ordinal);
        foreach (var id in there.Where(IsLeft).Select(stack => stack.Name).Union(folders.SessionIds.Where(SessionIds.IsWellFormed)).Where(id => !known.ContainsKey(id)))
        {
            LogOrphan(id);
            Repeat(id, remove);
        }

        var named = there.Select(stack => stack.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var session in live.Where(session => session.Status is SessionStatus.Ready && !named.Contains(session.Id)))
        {
            if (folders.HasProgram(session.Id))
            {
                LogNoStack(session.Id);
                Repeat(session.Id, AdoptAsync);
            }
            else
            {
                LogNoProgram(session.Id);
            }
        }
    }

    /// <summary>Does something about a stack that could not be done now, again and again until it is done; after a restart its program folder tells of it.</summary>
    public void Later(string sessionId, Func<string, CancellationToken, Task> action) => Repeat(sessionId, action);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    // A stack that was kept for its history has been worked on and has nothing.
    private bool IsLeft(StackSummary stack) => SessionIds.IsWellFormed(stack.Name)
        && !(options.Value.Pulumi.KeepHistory && stack.LastUpdate is not null && stack.ResourceCount is null or 0);

    private async Task AdoptAsync(string sessionId, CancellationToken cancellationToken)
    {
        using var _ = await gate.EnterAsync(sessionId, cancellationToken);
        await stacks.AdoptAsync(sessionId, cancellationToken);
    }

    private void Repeat(string sessionId, Func<string, CancellationToken, Task> action) => _ = Task.Run(async () =>
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await action(sessionId, _stop.Token);
                return;
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e, sessionId, pause.TotalSeconds);
            }

            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    });

    [LoggerMessage(445, LogLevel.Warning, "Session {SessionId} is over or unknown, and still has a stack; it is destroyed.")]
    private partial void LogOrphan(string sessionId);

    [LoggerMessage(446, LogLevel.Warning, "Session {SessionId} lives and has no stack; it gets one again from its program.")]
    private partial void LogNoStack(string sessionId);

    [LoggerMessage(447, LogLevel.Warning, "Session {SessionId} lives and has neither a stack nor a program; its objects are removed without one when it ends.")]
    private partial void LogNoProgram(string sessionId);

    [LoggerMessage(448, LogLevel.Warning, "The stack of session {SessionId} could not be put in order; tried again in {Seconds} s.")]
    private partial void LogFailed(Exception exception, string sessionId, double seconds);

    [LoggerMessage(449, LogLevel.Warning, "The CLI of an earlier control plane still worked on the stack of session {SessionId}; {Count} processes were ended.")]
    private partial void LogEnded(string sessionId, int count);

    [LoggerMessage(452, LogLevel.Warning, "{Count} files of metadata in the back end's folder were half written, by a CLI that was killed, and are removed.")]
    private partial void LogMended(int count);
}
