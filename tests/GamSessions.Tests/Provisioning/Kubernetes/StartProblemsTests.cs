using GamAgent.Protocol;
using GamSessions.Provisioning.Kubernetes;
using GamSessions.Sessions;
using k8s.Models;

namespace GamSessions.Tests.Provisioning.Kubernetes;

/// <summary>Words of the kubelet of Kubernetes 1.34 about a container that does not start.</summary>
public sealed class StartProblemsTests
{
    [Fact]
    public void A_runner_that_could_not_be_copied_is_told_at_once_and_in_its_own_words()
    {
        var problem = StartProblems.Find(Waiting(
            "PostStartHookError",
            "Exec lifecycle hook ([/usr/local/bin/gam-agent-runner install /opt/gam-session/gam-agent-runner]) for Container \"agent\" in Pod \"p\" failed - error: command exited with 1: /opt/gam-session/gam-agent-runner can't be written: No space left on device"));

        Assert.Equal(EndReason.Config, problem?.Reason);
        Assert.Contains("No space left on device", problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_the_node_was_too_busy_for_is_tried_again() =>
        Assert.Null(StartProblems.Find(Waiting("PostStartHookError", "Exec lifecycle hook failed - error: rpc error: code = DeadlineExceeded desc = context deadline exceeded")));

    [Theory]
    [InlineData("PodInitializing")]
    [InlineData("ContainerCreating")]
    public void What_is_on_its_way_is_no_problem(string reason) => Assert.Null(StartProblems.Find(Waiting(reason, null)));

    private static SessionSnapshot Waiting(string reason, string? message)
    {
        var agent = new V1ContainerStatus { Name = "agent", State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message } } };
        var pod = new V1Pod { Metadata = new V1ObjectMeta(), Status = new V1PodStatus { InitContainerStatuses = [agent] } };
        return SessionSnapshot.None with { Pods = SessionSnapshot.None.Pods.Add("p", pod) };
    }
}
