using GamAgent.Protocol;
using GamSessions.Provisioning.Kubernetes;
using k8s.Models;

namespace GamSessions.Tests.Provisioning.Kubernetes;

/// <summary>What the kubelet says of the agent's container, and what it means for a start. The cluster's own tests let it say so.</summary>
public sealed class StartProblemsTests
{
    [Fact]
    public void A_runner_that_could_not_be_copied_is_told_at_once_and_in_its_own_words()
    {
        var ended = new V1ContainerStateTerminated { ExitCode = 0, Reason = "Completed", Message = "/opt/gam-session/gam-agent-runner can't be written: No space left on device" };

        foreach (var status in (V1ContainerStatus[])[new() { State = new V1ContainerState { Terminated = ended } }, new() { LastState = new V1ContainerState { Terminated = ended } }])
        {
            var problem = StartProblems.Find(Of(status));
            Assert.Equal(EndReason.Config, problem?.Reason);
            Assert.Equal("agent: " + ended.Message, problem?.Message);
        }
    }

    [Fact]
    public void An_agent_that_ends_by_itself_is_started_again_before_it_is_a_problem()
    {
        Assert.Null(StartProblems.Find(Of(Ended(restarts: 1))));

        var problem = StartProblems.Find(Of(Ended(restarts: 3)));
        Assert.Equal(EndReason.CrashLoop, problem?.Reason);
        Assert.Contains("no room for the journal", problem?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PodInitializing")]
    [InlineData("ContainerCreating")]
    public void What_is_on_its_way_is_no_problem(string reason) =>
        Assert.Null(StartProblems.Find(Of(new V1ContainerStatus { State = new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = reason } } })));

    private static V1ContainerStatus Ended(int restarts) => new()
    {
        RestartCount = restarts,
        State = new V1ContainerState { Terminated = new V1ContainerStateTerminated { ExitCode = 1, Reason = "Error", Message = "no room for the journal" } },
    };

    private static SessionSnapshot Of(V1ContainerStatus agent)
    {
        agent.Name = "agent";
        var pod = new V1Pod { Metadata = new V1ObjectMeta(), Status = new V1PodStatus { InitContainerStatuses = [agent] } };
        return SessionSnapshot.None with { Pods = SessionSnapshot.None.Pods.Add("p", pod) };
    }
}
