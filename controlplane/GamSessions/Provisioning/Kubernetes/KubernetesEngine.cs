using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Sessions;
using k8s.Autorest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>The engine of clusters: a session is a Deployment of one pod, with a Service, a NetworkPolicy and a rule. The cluster is the truth about what there is.</summary>
internal sealed partial class KubernetesEngine(
    ClusterConnection cluster,
    ClusterView view,
    ClusterWatches watches,
    SessionTracker tracker,
    KubernetesStart start,
    KubernetesRemoval removal,
    IOptions<GamSessionsOptions> options,
    TimeProvider time,
    ILogger<KubernetesEngine> logger) : ISessionProvisioner, IDisposable
{
    private static readonly TimeSpan SyncLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public string Engine => Engines.Kubernetes;

    /// <inheritdoc/>
    public bool SessionsOutliveControlPlane => true;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Value)> Describe() =>
    [
        ("cluster", $"{cluster.Host}{(cluster.IsInside ? " (from inside)" : " (agents through its pod proxy)")}"),
        ("namespace", cluster.Namespace),
        ("exposure", options.Value.Exposure ?? string.Empty),
        ("agent", options.Value.Kubernetes.AgentImage ?? string.Empty),
    ];

    /// <inheritdoc/>
    public async Task ReconcileAsync(IReadOnlyList<Session> live, CancellationToken cancellationToken)
    {
        view.OnChange = tracker.OnChange;
        await SyncAsync(cancellationToken);
        foreach (var session in live.Where(session => session.Status is not SessionStatus.Ending))
        {
            var snapshot = view.Get(session.Id);
            tracker.Track(session.Id, snapshot);
            if (session.Status is SessionStatus.Ready && snapshot.Deployment is null or { Metadata.DeletionTimestamp: not null })
            {
                tracker.TellMissing(session.Id);
            }
        }

        // What sessions left that are over or were never stored is removed meanwhile; nobody waits for it.
        var known = live.Select(session => session.Id).ToHashSet(StringComparer.Ordinal);
        _ = Task.Run(() => RemoveLeftoversAsync(known, _stop.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async Task ProvisionAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        await BeginAsync(spec, cancellationToken);
        await start.ApplyAsync(spec, cancellationToken);
        await start.WaitUntilReachableAsync(spec.Session.Id, cancellationToken);
    }

    /// <summary>The first part of <see cref="ProvisionAsync"/>, for an engine that brings the objects in by itself: from here on the session is followed.</summary>
    public Task BeginAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        tracker.Track(spec.Session.Id, view.Get(spec.Session.Id));
        return start.CheckAsync(spec, cancellationToken);
    }

    /// <summary>The last part of <see cref="ProvisionAsync"/>.</summary>
    public Task WaitUntilReachableAsync(string sessionId, CancellationToken cancellationToken) => start.WaitUntilReachableAsync(sessionId, cancellationToken);

    /// <summary>From here on the session is no longer followed; the first part of <see cref="RemoveAsync"/>.</summary>
    public void Forget(string sessionId) => tracker.Forget(sessionId);

    /// <inheritdoc/>
    public Task WatchStartAsync(string sessionId, CancellationToken cancellationToken) => start.WatchAsync(sessionId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AgentEndpoint?> FindAgentAsync(string sessionId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(view.Get(sessionId).ReachablePod is { } pod ? cluster.Endpoint(pod) : null);

    /// <inheritdoc/>
    public string? WhyReplaced(string sessionId) => tracker.WhyReplaced(sessionId);

    /// <inheritdoc/>
    public Task RemoveAsync(string sessionId, CancellationToken cancellationToken)
    {
        tracker.Forget(sessionId);
        return removal.RunAsync(sessionId, cancellationToken);
    }

    /// <summary>Removes a session's objects that no Deployment owns, for an engine that makes such.</summary>
    public Task SweepAsync(string sessionId, CancellationToken cancellationToken) => removal.SweepAsync(SessionLabels.Of(sessionId), _ => true, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ProvisionerNotice> WatchAsync(CancellationToken cancellationToken) => tracker.Notices.ReadAllAsync(cancellationToken);

    /// <summary>Stops what goes on beside; it may be called again, since the engine is known by two names.</summary>
    public void Dispose()
    {
        if (!_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        // Told at once where there is no way to a cluster at all.
        _ = cluster.Client;
        try
        {
            await watches.StartAsync().WaitAsync(SyncLimit, time, cancellationToken);
        }
        catch (HttpOperationException e)
        {
            throw new GamSessionsStartException(
                $"The API server {cluster.Host} refuses: {ApiProblem.Words(e)}",
                $"Make the namespace {cluster.Namespace} (GamSessions:Kubernetes:Namespace) and give this account its Role.",
                e);
        }
        catch (TimeoutException e)
        {
            throw new GamSessionsStartException(
                $"The API server {cluster.Host} did not say within {SyncLimit.TotalSeconds:0} s what sessions there are.", "See that it can be reached from here.", e);
        }
    }

    private async Task RemoveLeftoversAsync(HashSet<string> known, CancellationToken cancellationToken)
    {
        var left = view.SessionIds.Where(id => !known.Contains(id)).ToList();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (id, token) =>
                {
                    LogLeftOver(id);
                    await removal.RunAsync(id, token);
                });
                await removal.SweepAsync(SessionLabels.AllSessions, id => !known.Contains(id) && view.Get(id).Deployment is null && left.Contains(id), cancellationToken);
                return;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogNotRemoved(e, pause.TotalSeconds);
            }

            try
            {
                await Task.Delay(pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(424, LogLevel.Warning, "Session {SessionId} is over or unknown, and still has objects in the cluster; they are removed.")]
    private partial void LogLeftOver(string sessionId);

    [LoggerMessage(425, LogLevel.Warning, "What is left of sessions could not be removed; tried again in {Seconds} s.")]
    private partial void LogNotRemoved(Exception exception, double seconds);
}
