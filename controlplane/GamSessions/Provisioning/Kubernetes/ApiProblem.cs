using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Sessions;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>What the API server's refusals mean, in its own words.</summary>
internal static class ApiProblem
{
    /// <summary>The words of a refusal.</summary>
    public static string Words(HttpOperationException refusal)
    {
        try
        {
            if (KubernetesJson.Deserialize<V1Status>(refusal.Response.Content) is { Message.Length: > 0 } status)
            {
                return status.Message;
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentNullException or FormatException)
        {
            // Not every proxy in front of an API server answers in its language.
        }

        return $"{(int)refusal.Response.StatusCode} {refusal.Response.ReasonPhrase}";
    }

    /// <summary>The failure of a create that was refused.</summary>
    public static ProvisioningException ToFailure(HttpOperationException refusal)
    {
        var words = Words(refusal);
        return (int)refusal.Response.StatusCode switch
        {
            403 when IsQuota(words) => new ProvisioningException(EndReason.Quota, words, refusal),
            403 when IsRight(words) => new ProvisioningException(EndReason.Config, $"{words} Give the control plane's account the rights of its Role.", refusal),
            400 or 403 when IsAdmission(words) => new ProvisioningException(EndReason.Policy, words, refusal),
            403 => new ProvisioningException(EndReason.Policy, words, refusal),
            400 or 401 or 404 or 422 => new ProvisioningException(EndReason.Config, words, refusal),
            _ => new ProvisioningException(EndReason.Internal, words, refusal),
        };
    }

    /// <summary>The reason of a Deployment's words for why it can make no pod.</summary>
    public static EndReason ReasonOf(string words) => IsQuota(words) ? EndReason.Quota
        : words.Contains("forbidden", StringComparison.Ordinal) || IsAdmission(words) ? EndReason.Policy
        : EndReason.Config;

    private static bool IsQuota(string words) => words.Contains("exceeded quota", StringComparison.Ordinal) || words.Contains("failed quota", StringComparison.Ordinal);

    private static bool IsAdmission(string words) => words.Contains("admission", StringComparison.Ordinal) || words.Contains("violates", StringComparison.Ordinal);

    // "… is forbidden: User "x" cannot patch resource …"
    private static bool IsRight(string words) => words.Contains("cannot ", StringComparison.Ordinal) && words.Contains("resource", StringComparison.Ordinal);
}
