using System.Collections.Concurrent;
using System.Threading.Channels;
using GamAgent.Protocol;
using GamSessions.Options;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// Turns what the watches see into notices about the sessions that this control plane has: a Deployment that is gone, a pod that was
/// lost, another pod in its place. Sessions that are being removed are none of its business.
/// </summary>
internal sealed partial class SessionTracker(IOptions<GamSessionsOptions> options, ILogger<SessionTracker> logger)
{
    private readonly ConcurrentDictionary<string, Tracked> _sessions = new(StringComparer.Ordinal);

    // One notice for each event of a session at most, and few sessions have events at once; nothing of it may be lost.
    private readonly Channel<ProvisionerNotice> _notices = Channel.CreateUnbounded<ProvisionerNotice>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>The notices.</summary>
    public ChannelReader<ProvisionerNotice> Notices => _notices.Reader;

    /// <summary>A session of ours begins to have objects.</summary>
    public void Track(string sessionId, SessionSnapshot now) => _sessions[sessionId] = new Tracked
    {
        PodUid = now.Pod?.Metadata.Uid,
        Pod = now.Pod,

        // What was before this process is told already, or too old to be news.
        EndedContainer = now.Pod is { } pod && SessionSnapshot.Gam(pod) is { } gam ? (gam.State?.Terminated ?? gam.LastState?.Terminated)?.ContainerID : null,
    };

    /// <summary>A session of ours is being removed.</summary>
    public void Forget(string sessionId) => _sessions.TryRemove(sessionId, out _);

    /// <summary>A session of ours has no Deployment though it should.</summary>
    public void TellMissing(string sessionId) => Tell(new ProvisionerNotice(
        sessionId, ProvisionerNoticeKind.Lost, EndReason.PodLost, $"The deployment {Manifests.SessionNames.Deployment(sessionId)} is gone; somebody deleted it."));

    /// <summary>Why a session is in another pod than before; null for one that isn't.</summary>
    public string? WhyReplaced(string sessionId) => _sessions.TryGetValue(sessionId, out var tracked) ? tracked.WhyReplaced : null;

    /// <summary>Something changed; called by one watch after the other, never for the same session at once by both.</summary>
    public void OnChange(string sessionId, SessionSnapshot before, SessionSnapshot after)
    {
        if (!_sessions.TryGetValue(sessionId, out var tracked))
        {
            return;
        }

        lock (tracked)
        {
            if (before.Deployment is { Metadata.DeletionTimestamp: null } && after.Deployment is null or { Metadata.DeletionTimestamp: not null } && !tracked.Lost)
            {
                tracked.Lost = true;
                TellMissing(sessionId);
                return;
            }

            FollowPod(sessionId, tracked, after);
            FollowRunner(sessionId, tracked, after);
        }
    }

    private void FollowPod(string sessionId, Tracked tracked, SessionSnapshot after)
    {
        if (tracked.PodUid is { } uid && after.Pod?.Metadata.Uid != uid && tracked.Loss is null)
        {
            var last = after.Pods.GetValueOrDefault(uid) ?? tracked.Pod;
            tracked.Loss = PodLoss.Describe(last, last?.Metadata.Name ?? uid);
            LogLost(sessionId, tracked.Loss);
            if (options.Value.Kubernetes.OnPodLost == KubernetesOptions.End && !tracked.Lost)
            {
                tracked.Lost = true;
                Tell(new ProvisionerNotice(sessionId, ProvisionerNoticeKind.Lost, EndReason.PodLost, tracked.Loss));
                return;
            }
        }

        if (after.Pod is { } pod)
        {
            tracked.Pod = pod;
        }

        if (after.ReachablePod is { } reachable && reachable.Metadata.Uid != tracked.PodUid && !tracked.Lost)
        {
            var first = tracked.PodUid is null;
            tracked.PodUid = reachable.Metadata.Uid;
            if (!first)
            {
                tracked.WhyReplaced = $"{tracked.Loss} The session goes on in pod {reachable.Metadata.Name}; its work folder is new and empty.";
                Tell(new ProvisionerNotice(sessionId, ProvisionerNoticeKind.AgentReplaced, EndReason.PodLost, tracked.WhyReplaced));
            }

            tracked.Loss = null;
        }
    }

    // How gam's container ended is known to the kubelet alone: the agent sees only that its runner is gone.
    private void FollowRunner(string sessionId, Tracked tracked, SessionSnapshot after)
    {
        if (after.Pod is not { } pod || pod.Metadata.Uid != tracked.PodUid || SessionSnapshot.Gam(pod) is not { } gam)
        {
            return;
        }

        var ended = gam.State?.Terminated ?? gam.LastState?.Terminated;
        if (ended?.ContainerID is { } container && container != tracked.EndedContainer)
        {
            tracked.EndedContainer = container;
            var words = PodLoss.Describe(ended);
            LogRunnerEnded(sessionId, words);
            Tell(new ProvisionerNotice(sessionId, ProvisionerNoticeKind.RunnerEnded, Message: words));
        }
    }

    private void Tell(ProvisionerNotice notice) => _notices.Writer.TryWrite(notice);

    [LoggerMessage(426, LogLevel.Warning, "Session {SessionId}: {Words}")]
    private partial void LogRunnerEnded(string sessionId, string words);

    [LoggerMessage(423, LogLevel.Warning, "Session {SessionId} lost its pod. {Loss}")]
    private partial void LogLost(string sessionId, string loss);

    private sealed class Tracked
    {
        /// <summary>The pod whose agent was reached last.</summary>
        public string? PodUid { get; set; }

        /// <summary>The pod that was seen last.</summary>
        public V1Pod? Pod { get; set; }

        /// <summary>Why it is in another pod than before.</summary>
        public string? WhyReplaced { get; set; }

        /// <summary>The container of gam whose end was told last.</summary>
        public string? EndedContainer { get; set; }

        /// <summary>What became of it, until there is another one.</summary>
        public string? Loss { get; set; }

        /// <summary>The session was told to be lost.</summary>
        public bool Lost { get; set; }
    }
}
