using GamAgent.Protocol;
using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Provisioning.Kubernetes;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace GamSessions.Tests.Provisioning.Kubernetes;

/// <summary>What a change of pods is told as.</summary>
public sealed class SessionTrackerTests
{
    private const string Id = "s-aaaaaaaaaa";
    private readonly ClusterView _view = new();
    private readonly SessionTracker _tracker = new(Microsoft.Extensions.Options.Options.Create(new GamSessionsOptions()), NullLogger<SessionTracker>.Instance);

    public SessionTrackerTests()
    {
        _view.OnChange = _tracker.OnChange;
        _tracker.Track(Id, _view.Get(Id));
    }

    [Fact]
    public void The_kubelet_s_word_about_gam_s_container_is_told_once_for_each_end()
    {
        _view.Pods.Put(Pod("one"));
        Assert.Empty(Notices());

        _view.Pods.Put(Pod("one", Ended("c1", "OOMKilled", 137)));
        _view.Pods.Put(Pod("one", Ended("c1", "OOMKilled", 137)));
        var notice = Assert.Single(Notices());
        Assert.Equal(ProvisionerNoticeKind.RunnerEnded, notice.Kind);
        Assert.Contains("OOMKilled (exit code 137)", notice.Message, StringComparison.Ordinal);

        _view.Pods.Put(Pod("one", Ended("c2", "Error", 1)));
        Assert.Contains("Error (exit code 1)", Assert.Single(Notices()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ended_before_this_process_began_is_no_news()
    {
        _view.Pods.Put(Pod("one", Ended("c1", "Error", 137)));
        _tracker.Forget(Id);
        _tracker.Track(Id, _view.Get(Id));
        Notices();

        _view.Pods.Put(Pod("one", Ended("c1", "Error", 137)));
        Assert.Empty(Notices());
    }

    [Fact]
    public void Why_another_pod_is_in_its_place_is_known_as_soon_as_that_can_be_reached()
    {
        _view.Pods.Put(Pod("one"));
        var going = Pod("one");
        going.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        going.Status.Conditions = [new V1PodCondition { Type = "DisruptionTarget", Status = "True", Reason = "EvictionByEvictionAPI", Message = "Eviction API: evicting" }];
        _view.Pods.Put(going);
        _view.Pods.Remove(going);
        Assert.Null(_tracker.WhyReplaced(Id));

        _view.Pods.Put(Pod("two"));
        Assert.Equal(ProvisionerNoticeKind.AgentReplaced, Assert.Single(Notices()).Kind);
        Assert.Contains("EvictionByEvictionAPI", _tracker.WhyReplaced(Id), StringComparison.Ordinal);
        Assert.Contains("work folder is new and empty", _tracker.WhyReplaced(Id), StringComparison.Ordinal);
    }

    private static V1Pod Pod(string uid, V1ContainerState? ended = null) => new()
    {
        Metadata = new V1ObjectMeta { Uid = uid, Name = $"gam-session-{uid}", Labels = new Dictionary<string, string> { [SessionLabels.SessionId] = Id } },
        Status = new V1PodStatus
        {
            Phase = "Running",
            PodIP = "10.0.0.1",
            InitContainerStatuses = [new V1ContainerStatus { Name = SessionNames.AgentContainer, State = new V1ContainerState { Running = new V1ContainerStateRunning() } }],
            ContainerStatuses = [new V1ContainerStatus { Name = SessionNames.GamContainer, LastState = ended, State = new V1ContainerState { Running = new V1ContainerStateRunning() } }],
        },
    };

    private static V1ContainerState Ended(string container, string reason, int code) => new()
    {
        Terminated = new V1ContainerStateTerminated { ContainerID = container, Reason = reason, ExitCode = code },
    };

    private List<ProvisionerNotice> Notices()
    {
        List<ProvisionerNotice> notices = [];
        while (_tracker.Notices.TryRead(out var notice))
        {
            notices.Add(notice);
        }

        return notices;
    }
}
