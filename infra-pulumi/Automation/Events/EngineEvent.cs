using System.Text.Json;

namespace PulumiAutomation;

/// <summary>
/// One event of a running operation, as the CLI prints it. What this library reads of it is here; <see cref="Json"/> has it whole.
/// </summary>
public sealed record EngineEvent
{
    /// <summary>Its number in the operation.</summary>
    public int Sequence { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Its kind.</summary>
    public EngineEventKind Kind { get; init; }

    /// <summary>The resource that it is about, or null.</summary>
    public string? Urn { get; init; }

    /// <summary>For steps: what is done to the resource, as <c>create</c>, <c>same</c>, <c>delete</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>For diagnostics: <c>error</c>, <c>warning</c>, <c>info</c>, <c>info#err</c>, <c>debug</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>For diagnostics and output: the words.</summary>
    public string? Message { get; init; }

    /// <summary>For the summary: how many resources were created, changed, left, deleted.</summary>
    public IReadOnlyDictionary<string, int> ResourceChanges { get; init; } = new Dictionary<string, int>();

    /// <summary>The event as the CLI wrote it, secrets masked.</summary>
    public JsonElement Json { get; init; }
}

/// <summary>The kinds of event.</summary>
public enum EngineEventKind
{
    /// <summary>One that this library does not know.</summary>
    Other,

    /// <summary>The operation begins.</summary>
    Prelude,

    /// <summary>A resource is about to be worked on.</summary>
    ResourcePre,

    /// <summary>A resource is done.</summary>
    ResourceOutputs,

    /// <summary>A resource failed; the words come as a diagnostic of the same URN.</summary>
    ResourceOperationFailed,

    /// <summary>Words about a resource or the operation.</summary>
    Diagnostic,

    /// <summary>What the CLI itself says.</summary>
    StandardOutput,

    /// <summary>The operation is over; how it went.</summary>
    Summary,

    /// <summary>Nothing comes any more.</summary>
    Cancel,
}
