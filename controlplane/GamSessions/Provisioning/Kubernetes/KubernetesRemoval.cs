using GamSessions.Manifests;
using Microsoft.Extensions.Logging;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// Removes a session's objects: one delete of the Deployment, which takes all that it owns with it; then it waits until that is done. A
/// pod whose node doesn't answer is forgotten after a while.
/// </summary>
internal sealed partial class KubernetesRemoval(SessionApi api, ClusterView view, TimeProvider time, ILogger<KubernetesRemoval> logger)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // Beyond a pod's own grace.
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Removes; returns when all is gone.</summary>
    /// <exception cref="IOException">It takes too long; trying again helps.</exception>
    public async Task RunAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (!await api.DeleteDeploymentAsync(sessionId, cancellationToken))
        {
            await SweepAsync(SessionLabels.Of(sessionId), _ => true, cancellationToken);
            await WaitForPodsAsync(sessionId, cancellationToken);
            return;
        }

        var began = time.GetTimestamp();
        var forgotten = false;
        while (true)
        {
            var changed = view.Changed(sessionId);
            if (await api.FindDeploymentAsync(sessionId, cancellationToken) is null)
            {
                return;
            }

            await Task.WhenAny(changed, Task.Delay(Poll, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (!forgotten && time.GetElapsedTime(began) > ForgetAfter)
            {
                forgotten = true;
                await ForgetPodsAsync(sessionId, cancellationToken);
            }

            if (time.GetElapsedTime(began) > Limit)
            {
                throw new IOException($"The objects of session {sessionId} are not gone after {Limit.TotalSeconds:0} s; something holds them.");
            }
        }
    }

    /// <summary>Deletes objects of sessions that no Deployment owns any more.</summary>
    /// <param name="selector">Among which.</param>
    /// <param name="isLeft">Whether a session of this id has left them.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task SweepAsync(string selector, Func<string, bool> isLeft, CancellationToken cancellationToken)
    {
        foreach (var left in await api.ListOthersAsync(selector, cancellationToken))
        {
            if (left.Metadata.Labels.TryGetValue(SessionLabels.SessionId, out var sessionId) && isLeft(sessionId))
            {
                LogLeft(left.Metadata.Name);
                await api.DeleteAsync(left, cancellationToken);
            }
        }
    }

    // A Deployment that somebody deleted by hand has pods that are still ending.
    private async Task WaitForPodsAsync(string sessionId, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var changed = view.Changed(sessionId);
            var pods = view.Get(sessionId).Pods;
            if (pods.IsEmpty)
            {
                return;
            }

            if (pods.Values.Any(pod => pod.Metadata.DeletionTimestamp is null && pod.Metadata.OwnerReferences is null or { Count: 0 }) || time.GetElapsedTime(began) > ForgetAfter)
            {
                await ForgetPodsAsync(sessionId, cancellationToken);
            }

            await Task.WhenAny(changed, Task.Delay(Poll, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(began) > Limit)
            {
                throw new IOException($"Pods of session {sessionId} are not gone after {Limit.TotalSeconds:0} s.");
            }
        }
    }

    private async Task ForgetPodsAsync(string sessionId, CancellationToken cancellationToken)
    {
        foreach (var pod in view.Get(sessionId).Pods.Values)
        {
            LogForgotten(pod.Metadata.Name);
            await api.ForgetPodAsync(pod, cancellationToken);
        }
    }

    [LoggerMessage(421, LogLevel.Warning, "{Name} was left by a session that is over; it is removed.")]
    private partial void LogLeft(string name);

    [LoggerMessage(422, LogLevel.Warning, "Pod {Pod} does not end, its node may be gone; it is removed from the cluster without waiting.")]
    private partial void LogForgotten(string pod);
}
