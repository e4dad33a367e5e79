using GamAgent.Protocol;
using GamSessions.Sessions;
using PulumiAutomation;

namespace GamSessions.Pulumi.Stacks;

/// <summary>What the CLI's errors mean for a session: the typed reason, and words that say what to do.</summary>
internal static class PulumiFailures
{
    /// <summary>The failure of a start.</summary>
    public static ProvisioningException ToFailure(PulumiException error) => new(ReasonOf(error), error.Message, error);

    private static EndReason ReasonOf(PulumiException error) => error switch
    {
        ResourceFailedException failed => ReasonOf(string.Join('\n', failed.Failures.Select(f => f.Message))),
        PulumiCommandNotFoundException or PulumiVersionException or NotLoggedInException or PassphraseException or ProviderMissingException or WorkspaceException or ObjectsTakenException => EndReason.Config,
        ConcurrentUpdateException or CommandTimeoutException => EndReason.Timeout,
        _ => EndReason.Internal,
    };

    private static EndReason ReasonOf(string words)
    {
        if (Has(words, "exceeded quota") || Has(words, "failed quota"))
        {
            return EndReason.Quota;
        }

        if (IsUnreachable(words))
        {
            // A kubeconfig that can't be read is a setting; a server that doesn't answer may do so later.
            return Has(words, "unable to load Kubernetes client configuration") || Has(words, "x509") || Has(words, "Unauthorized") || Has(words, "must be logged in") || Has(words, "forbidden")
                ? EndReason.Config
                : EndReason.Timeout;
        }

        if (Has(words, "cannot ") && Has(words, "resource"))
        {
            return EndReason.Config;
        }

        return Has(words, "admission") || Has(words, "violates") || Has(words, "forbidden") ? EndReason.Policy
            : Has(words, "is invalid") || Has(words, "Unauthorized") || Has(words, "not found") || Has(words, "must be logged in") ? EndReason.Config
            : EndReason.Internal;
    }

    /// <summary>Whether the provider never got to the cluster.</summary>
    public static bool IsUnreachable(string words) => Has(words, "cluster is unreachable") || Has(words, "connection refused") || Has(words, "i/o timeout");

    /// <summary>Whether an object was there already, with fields of somebody else.</summary>
    public static bool IsConflict(PulumiException error) =>
        error is ResourceFailedException failed && failed.Failures.Any(f => IsConflict(f.Message));

    private static bool IsConflict(string words) => Has(words, "field conflict") || Has(words, "already exists") || Has(words, "AlreadyExists");

    private static bool Has(string words, string part) => words.Contains(part, StringComparison.OrdinalIgnoreCase);
}
