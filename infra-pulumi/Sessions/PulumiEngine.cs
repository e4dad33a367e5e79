using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Provisioning.Kubernetes;
using GamSessions.Pulumi.Gate;
using GamSessions.Pulumi.Programs;
using GamSessions.Pulumi.Reconciling;
using GamSessions.Pulumi.Stacks;
using GamSessions.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PulumiAutomation;

namespace GamSessions.Pulumi;

/// <summary>
/// The engine <c>pulumi</c>: a session is what it is with the engine <c>kubernetes</c>, brought into the cluster and out of it by a
/// Pulumi stack of its own. Only that differs; what the cluster shows of sessions is watched by the same parts.
/// </summary>
internal sealed partial class PulumiEngine(
    KubernetesEngine cluster,
    SessionStacks stacks,
    OperationGate gate,
    QueueNotices notices,
    StartChecks checks,
    StackReconciler reconciler,
    DriftWatch drift,
    ProgramFolders folders,
    IOptions<GamSessionsOptions> options,
    ILogger<PulumiEngine> logger) : ISessionProvisioner
{
    /// <inheritdoc/>
    public string Engine => "pulumi";

    /// <inheritdoc/>
    public bool SessionsOutliveControlPlane => true;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
    [
        .. cluster.Describe(),
        ("pulumi", $"{options.Value.Pulumi.Command} {checks.Version}, {options.Value.Pulumi.MaxConcurrent} at once"),
        ("stacks", options.Value.Pulumi.Backend ?? string.Empty),
        ("programs", folders.Root),
    ];

    /// <inheritdoc/>
    public async Task ReconcileAsync(IReadOnlyList<Session> live, CancellationToken cancellationToken)
    {
        await checks.RunAsync(cancellationToken);
        await reconciler.EndLeftoversAsync(cancellationToken);
        await cluster.ReconcileAsync(live, cancellationToken);
        drift.Begin();
        await reconciler.RunAsync(live, RemoveAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ProvisionAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        await cluster.BeginAsync(spec, cancellationToken);
        var stack = await UpAsync(spec, cancellationToken);

        // The pod takes longer than this.
        var tagging = TagAsync(stack, spec, cancellationToken);
        try
        {
            await cluster.WaitUntilReachableAsync(spec.Session.Id, cancellationToken);
        }
        finally
        {
            await tagging;
        }
    }

    /// <inheritdoc/>
    public Task WatchStartAsync(string sessionId, CancellationToken cancellationToken) => cluster.WatchStartAsync(sessionId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AgentEndpoint?> FindAgentAsync(string sessionId, CancellationToken cancellationToken) => cluster.FindAgentAsync(sessionId, cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(string sessionId, CancellationToken cancellationToken)
    {
        cluster.Forget(sessionId);
        using var _ = await gate.EnterAsync(sessionId, cancellationToken);
        try
        {
            await stacks.DestroyAsync(sessionId, cancellationToken);
        }
        catch (PulumiException e)
        {
            // The session's end does not wait for somebody to repair the CLI or to finish with the stack: the objects go without it.
            LogWithoutStack(e, sessionId);
            await RemoveObjectsAsync(sessionId, cancellationToken);
            await ForgetStackAsync(sessionId, e, cancellationToken);
            return;
        }

        // What an interrupted create had made is in no state, and pods take a while to end.
        await RemoveObjectsAsync(sessionId, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ProvisionerNotice> WatchAsync(CancellationToken cancellationToken) =>
        MergedNotices.Read(cluster.WatchAsync, notices.Reader.ReadAllAsync, cancellationToken);

    // Those of a stack are owned by nobody in the cluster: the end of the Deployment takes none of the others with it.
    private async Task RemoveObjectsAsync(string sessionId, CancellationToken cancellationToken)
    {
        await cluster.RemoveAsync(sessionId, cancellationToken);
        await cluster.SweepAsync(sessionId, cancellationToken);
    }

    private async Task<WorkspaceStack> UpAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        using var ours = drift.OurOwn(spec.Session.Id);
        using var place = await gate.EnterAsync(spec, cancellationToken);
        try
        {
            return await stacks.UpAsync(spec, cancellationToken);
        }
        catch (PulumiException e)
        {
            throw PulumiFailures.ToFailure(e);
        }
        catch (OperationCanceledException e)
        {
            throw new StartInterruptedException("its stack was not up yet; see whether cluster and back end answer", e, cancellationToken);
        }
    }

    private async Task TagAsync(WorkspaceStack stack, SessionSpec spec, CancellationToken cancellationToken)
    {
        using var place = await gate.EnterSmallAsync(cancellationToken);
        await stacks.TagAsync(stack, spec, cancellationToken);
    }

    private async Task ForgetStackAsync(string sessionId, PulumiException problem, CancellationToken cancellationToken)
    {
        if (problem is not ConcurrentUpdateException)
        {
            try
            {
                await stacks.RemoveByForceAsync(sessionId, cancellationToken);
                return;
            }
            catch (PulumiException e)
            {
                problem = e;
            }
        }

        LogStackStays(problem, sessionId);
        reconciler.Later(sessionId, DestroyLeftAsync);
    }

    private async Task DestroyLeftAsync(string sessionId, CancellationToken cancellationToken)
    {
        using (await gate.EnterAsync(sessionId, cancellationToken))
        {
            await stacks.DestroyAsync(sessionId, cancellationToken);
        }

        // Whoever held the stack may have made some of it again.
        await RemoveObjectsAsync(sessionId, cancellationToken);
    }

    [LoggerMessage(443, LogLevel.Warning, "The stack of session {SessionId} can't be destroyed; its objects are removed without it.")]
    private partial void LogWithoutStack(Exception exception, string sessionId);

    [LoggerMessage(444, LogLevel.Error, "The stack of session {SessionId} stays in the back end; its objects are gone. It is tried again later.")]
    private partial void LogStackStays(Exception exception, string sessionId);
}
