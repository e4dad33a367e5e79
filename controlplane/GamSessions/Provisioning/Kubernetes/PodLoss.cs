using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>Says what became of a pod that is lost.</summary>
internal static class PodLoss
{
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
            return $"Pod {name}: {reason}{(status.Message is { Length: > 0 } message ? $": {message.Trim()}" : "")}";
        }

        return status.Conditions?.FirstOrDefault(condition => condition is { Type: "DisruptionTarget", Status: "True" }) is { } disruption
            ? $"Pod {name}: {disruption.Reason}: {disruption.Message?.Trim()}"
            : $"Pod {name} was deleted.";
    }
}
