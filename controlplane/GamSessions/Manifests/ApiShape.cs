using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using k8s;

namespace GamSessions.Manifests;

/// <summary>Reads settings that are written in the API's own shape.</summary>
internal static class ApiShape
{
    /// <summary>A list of objects, none of them null.</summary>
    public static bool TryReadList<T>(string? json, [NotNullWhen(true)] out List<T>? list)
    {
        list = null;
        if (string.IsNullOrWhiteSpace(json))
        {
            return false;
        }

        try
        {
            list = KubernetesJson.Deserialize<List<T>>(json);
            return list is not null && list.All(item => item is not null);
        }
        catch (Exception e) when (e is JsonException or FormatException or NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A list that was validated at start; what is unset is null.</summary>
    public static List<T>? ReadList<T>(string? json) => TryReadList<T>(json, out var list) ? list : null;
}
