using System.Text.Json;

namespace PulumiAutomation;

/// <summary>How an operation went.</summary>
/// <param name="Kind"><c>update</c>, <c>preview</c>, <c>refresh</c> or <c>destroy</c>.</param>
/// <param name="ResourceChanges">How many resources were created, changed, left as they were (<c>same</c>), deleted.</param>
/// <param name="Warnings">What the CLI warned of, at most a hundred.</param>
public sealed record UpdateSummary(string Kind, IReadOnlyDictionary<string, int> ResourceChanges, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether anything was or would be changed.</summary>
    public bool HasChanges => ResourceChanges.Any(change => change is { Key: not "same", Value: > 0 });
}

/// <summary>One output of a stack.</summary>
/// <param name="Value">Its value; the text <c>[secret]</c> for a secret.</param>
/// <param name="IsSecret">Whether it is a secret.</param>
public sealed record OutputValue(JsonElement Value, bool IsSecret)
{
    /// <summary>The value as text; null when it is none.</summary>
    public string? AsText => Value.ValueKind is JsonValueKind.String ? Value.GetString() : null;

    internal static IReadOnlyDictionary<string, OutputValue> Read(JsonElement outputs) =>
        outputs.ValueKind is not JsonValueKind.Object
            ? new Dictionary<string, OutputValue>()
            : outputs.EnumerateObject().ToDictionary(
                p => p.Name,
                p => new OutputValue(p.Value.Clone(), p.Value.ValueKind is JsonValueKind.String && p.Value.GetString() == Commands.SecretMask.Mask),
                StringComparer.Ordinal);
}

/// <summary>What came of bringing a stack up.</summary>
/// <param name="Summary">How it went.</param>
/// <param name="Outputs">The stack's outputs, as it has them now.</param>
public sealed record UpResult(UpdateSummary Summary, IReadOnlyDictionary<string, OutputValue> Outputs);

/// <summary>What bringing a stack up would do.</summary>
/// <param name="Summary">The changes.</param>
public sealed record PreviewResult(UpdateSummary Summary);

/// <summary>What came of a refresh.</summary>
/// <param name="Summary">What differed between state and cloud.</param>
public sealed record RefreshResult(UpdateSummary Summary);

/// <summary>What came of a destroy.</summary>
/// <param name="Summary">How it went.</param>
public sealed record DestroyResult(UpdateSummary Summary);

/// <summary>A stack of the project.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LastUpdate">When it was last worked on; null when never.</param>
/// <param name="UpdateInProgress">Whether an operation runs, where the back end says so.</param>
/// <param name="ResourceCount">How many resources it has; null when it was never brought up.</param>
public sealed record StackSummary(string Name, DateTimeOffset? LastUpdate, bool UpdateInProgress, int? ResourceCount);
