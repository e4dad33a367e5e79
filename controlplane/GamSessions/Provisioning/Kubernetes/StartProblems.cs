using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamSessions.Manifests;
using GamSessions.Sessions;
using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>Reads from what the cluster says of a session that it will not start, and why. Pure; time is the caller's.</summary>
internal static class StartProblems
{
    // From here on a container that keeps ending will go on doing so.
    private const int CrashLoopRestarts = 3;

    /// <summary>What is wrong for good, or null.</summary>
    public static ProvisioningException? Find(SessionSnapshot session)
    {
        if (session.Pod is not { } pod)
        {
            return session.Deployment is { } deployment ? FromDeployment(deployment) : null;
        }

        foreach (var status in (IEnumerable<V1ContainerStatus>)[.. pod.Status?.InitContainerStatuses ?? [], .. pod.Status?.ContainerStatuses ?? []])
        {
            if (FromContainer(status) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>The scheduler's words while it finds no node, or null.</summary>
    public static string? Unschedulable(SessionSnapshot session) => session.Pod?.Status?.Conditions
        ?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False", Reason: "Unschedulable" })?.Message;

    /// <summary>Where a start stands, in a few words.</summary>
    public static string Describe(SessionSnapshot session)
    {
        if (session.Pod is not { } pod)
        {
            return session.Deployment is null ? "there was no deployment" : "there was no pod";
        }

        var waiting = ((IEnumerable<V1ContainerStatus>)[.. pod.Status?.InitContainerStatuses ?? [], .. pod.Status?.ContainerStatuses ?? []])
            .Where(status => status.State?.Waiting is not null)
            .Select(status => $"{status.Name} waits: {status.State.Waiting.Reason} {status.State.Waiting.Message}".TrimEnd());
        return $"pod {pod.Metadata.Name} was {pod.Status?.Phase ?? "new"}; {string.Join("; ", waiting)}".TrimEnd(';', ' ');
    }

    // Quota and Pod Security refusals show nowhere else.
    private static ProvisioningException? FromDeployment(V1Deployment deployment)
    {
        var failure = deployment.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "ReplicaFailure", Status: "True" });
        return failure is null ? null : new ProvisioningException(ApiProblem.ReasonOf(failure.Message), failure.Message);
    }

    private static ProvisioningException? FromContainer(V1ContainerStatus status)
    {
        var last = status.State?.Terminated ?? status.LastState?.Terminated;
        if (status.Name == SessionNames.GamContainer && last is { ExitCode: RunnerVariables.PreflightFailed })
        {
            return new ProvisioningException(EndReason.Config, last.Message?.Trim() is { Length: > 0 } said ? said : "GAM can't run in this image.");
        }

        // The agent was sent away and ended well, since the runner could not be copied. The copy left its words; nothing else does so here.
        if (status.Name == SessionNames.AgentContainer && last is { ExitCode: 0 } && last.Message?.Trim() is { Length: > 0 } words)
        {
            return new ProvisioningException(EndReason.Config, $"{status.Name}: {words}");
        }

        var waiting = status.State?.Waiting;
        switch (waiting?.Reason)
        {
            case "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull":
                return new ProvisioningException(EndReason.ImagePull, $"{status.Name}: {waiting.Message ?? waiting.Reason}");
            case "CreateContainerConfigError":
                return new ProvisioningException(EndReason.Config, $"{status.Name}: {waiting.Message}{Cure(waiting.Message)}");
            case "CreateContainerError" or "RunContainerError":
                return new ProvisioningException(EndReason.Config, $"{status.Name}: {waiting.Message}");
        }

        if (last is { Reason: "StartError" or "ContainerCannotRun" })
        {
            return new ProvisioningException(EndReason.Config, $"{status.Name}: {last.Message?.Trim()}");
        }

        return last is not null && (status.RestartCount >= CrashLoopRestarts || (waiting?.Reason == "CrashLoopBackOff" && status.RestartCount > 1))
            ? new ProvisioningException(EndReason.CrashLoop, $"{status.Name} ended {status.RestartCount + (waiting is null ? 0 : 1)} times, the last time with {last.Reason} (code {last.ExitCode}): {Said(last)}")
            : null;
    }

    private static string Said(V1ContainerStateTerminated last) => last.Message?.Trim() is { Length: > 0 } said ? said : "it said nothing";

    private static string Cure(string? words) => words?.Contains("runAsNonRoot", StringComparison.Ordinal) == true || words?.Contains("non-root", StringComparison.Ordinal) == true
        ? " The image was built for root or names its user by name: set RunAsUser of its entry in Images to a number other than 0."
        : string.Empty;
}
