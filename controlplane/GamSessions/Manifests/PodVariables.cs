using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>Writes variables of containers.</summary>
internal static class PodVariables
{
    /// <summary>One from names and values, in a stable order.</summary>
    public static List<V1EnvVar> From(IEnumerable<KeyValuePair<string, string>> variables) =>
        [.. variables.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => new V1EnvVar { Name = variable.Key, Value = Literal(variable.Value) })];

    /// <summary>One that the kubelet fills in from the pod's own description.</summary>
    public static V1EnvVar FromField(string name, string path) =>
        new() { Name = name, ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = path } } };

    // The kubelet would replace $(NAME).
    private static string Literal(string value) => value.Replace("$(", "$$(", StringComparison.Ordinal);
}
