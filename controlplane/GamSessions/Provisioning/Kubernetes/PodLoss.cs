using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>Says what became of a pod that is lost.</summary>
internal static class PodLoss
{
    /// <summary>How a container of gam ended, in the kubelet's words.</summary>
    public static string Describe(V1ContainerStateTerminated ended)
    {
        var cause = ended.Signal is { } signal and > 0 ? $"signal {signal}" : $"exit code {ended.ExitCode}";
        return $"The kubelet says of gam's container: {ended.Reason ?? "it ended"} ({cause}). It starts again.";
    }

    /// <summary>In the cluster's own words, as far as it has some.</summary>
    public static string Describe(V1Pod? last, string name)
    {
        if (last?.Status is not { } status)
        {
            return $"Pod {name} is gone.";
        }

        if (status.Reason is { Length: > 0 } reason)
        {
            // Evicted: The node was low on resource …
            return Sentence($"Pod {name}: {reason}{(status.Message is { Length: > 0 } message ? $": {message.Trim()}" : "")}");
        }

        return status.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } disruption
            ? Sentence($"Pod {name}: {disruption.Reason}: {disruption.Message?.Trim()}")
            : $"Pod {name} was deleted.";
    }

    private static string Sentence(string text) => text.EndsWith('.') ? text : $"{text}.";
}
