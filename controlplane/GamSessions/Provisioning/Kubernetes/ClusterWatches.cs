using GamSessions.Manifests;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>The two watches that keep <see cref="ClusterView"/> up to date: the sessions' Deployments and pods. All else follows from these.</summary>
internal sealed class ClusterWatches : IDisposable
{
    private readonly ResourceWatch<V1Deployment> _deployments;
    private readonly ResourceWatch<V1Pod> _pods;
    private readonly CancellationTokenSource _stop = new();

    public ClusterWatches(ClusterConnection cluster, ClusterView view, TimeProvider time, ILogger<ClusterWatches> logger)
    {
        _deployments = new ResourceWatch<V1Deployment>(
            "deployments",
            async token => Listed(await cluster.Client.AppsV1.ListNamespacedDeploymentAsync(cluster.Namespace, labelSelector: SessionLabels.AllSessions, cancellationToken: token)),
            (version, seconds, failed, token) => cluster.Client.AppsV1.WatchListNamespacedDeploymentAsync(
                cluster.Namespace, allowWatchBookmarks: true, labelSelector: SessionLabels.AllSessions, resourceVersion: version, timeoutSeconds: seconds, onError: failed, cancellationToken: token),
            view.Deployments,
            time,
            logger);
        _pods = new ResourceWatch<V1Pod>(
            "pods",
            async token => Listed(await cluster.Client.CoreV1.ListNamespacedPodAsync(cluster.Namespace, labelSelector: SessionLabels.AllSessions, cancellationToken: token)),
            (version, seconds, failed, token) => cluster.Client.CoreV1.WatchListNamespacedPodAsync(
                cluster.Namespace, allowWatchBookmarks: true, labelSelector: SessionLabels.AllSessions, resourceVersion: version, timeoutSeconds: seconds, onError: failed, cancellationToken: token),
            view.Pods,
            time,
            logger);
    }

    /// <summary>Starts both.</summary>
    /// <returns>Completes when both know what there is; faults when the API server refuses one.</returns>
    public Task StartAsync()
    {
        _ = Task.Run(() => _deployments.RunAsync(_stop.Token));
        _ = Task.Run(() => _pods.RunAsync(_stop.Token));
        return Task.WhenAll(_deployments.Synced, _pods.Synced);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static Listed<V1Deployment> Listed(V1DeploymentList list) => new([.. list.Items], list.Metadata.ResourceVersion);

    private static Listed<V1Pod> Listed(V1PodList list) => new([.. list.Items], list.Metadata.ResourceVersion);
}
