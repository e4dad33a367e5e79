using System.Text.Json.Serialization;

namespace GamSessions.Api.Problems;

/// <summary>An error, as RFC 9457 problem details.</summary>
internal sealed record Problem
{
    /// <summary>Always <c>about:blank</c>: the <c>code</c> says which problem it is.</summary>
    public required string Type { get; init; }

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong and what to do next, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>Which problem it is, for programs.</summary>
    public required ProblemCode Code { get; init; }

    /// <summary>What is wrong with each field at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The session's id, where a create made a record.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionId { get; init; }

    /// <summary>For a command that was refused, what to do about it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hint { get; init; }

    /// <summary>For a command that was refused, a corrected line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Suggestion { get; init; }
}
