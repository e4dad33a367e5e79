namespace PulumiAutomation;

/// <summary>One resource that could not be created, changed or deleted.</summary>
/// <param name="Urn">Its URN; empty when the CLI named none.</param>
/// <param name="Type">Its type, as <c>kubernetes:core/v1:Service</c>.</param>
/// <param name="Name">Its name in the program.</param>
/// <param name="Message">What the provider said, with what the cloud or cluster answered.</param>
public sealed record ResourceFailure(string Urn, string Type, string Name, string Message)
{
    /// <summary>From a URN (<c>urn:pulumi:stack::project::type::name</c>).</summary>
    internal static ResourceFailure From(string? urn, string message)
    {
        var parts = (urn ?? string.Empty).Split("::");
        return parts is [_, _, var type, .. var name]
            ? new ResourceFailure(urn!, type.Split('$')[^1], string.Join("::", name), message)
            : new ResourceFailure(urn ?? string.Empty, string.Empty, string.Empty, message);
    }
}

/// <summary>An operation failed at one resource or several.</summary>
public sealed class ResourceFailedException(string command, IReadOnlyList<ResourceFailure> failures) : PulumiException(
    $"pulumi {command} failed: {string.Join(" ", failures.Select(f => f.Name.Length == 0 ? f.Message : $"{f.Type} '{f.Name}': {f.Message}"))}")
{
    /// <summary>True when a plugin went away in the middle, which says nothing about the resource.</summary>
    public override bool CanRetry => Failures.All(f =>
        f.Message.Contains("error reading from server", StringComparison.Ordinal) || f.Message.Contains("code = Unavailable", StringComparison.Ordinal));

    /// <summary>The resources, in the order in which they failed.</summary>
    public IReadOnlyList<ResourceFailure> Failures { get; } = failures;
}
