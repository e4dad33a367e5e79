using System.Text.Json.Serialization;
using GamAgent.Protocol;
using GamSessions.Records.Audit;

namespace GamSessions.Api.Commands;

/// <summary>A page of a session's audit.</summary>
internal sealed record CommandListAnswer
{
    /// <summary>The oldest first.</summary>
    public required IReadOnlyList<CommandResource> Commands { get; init; }

    /// <summary>The number of the next page; absent on the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NextPage { get; init; }
}

/// <summary>A command of the audit.</summary>
internal sealed record CommandResource
{
    /// <summary>The number of the event that began it (<c>started</c>, <c>refused</c>) in its journal.</summary>
    public required long Seq { get; init; }

    /// <summary>The journal.</summary>
    public required string Epoch { get; init; }

    /// <summary>Its id; absent for a refused line that had none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>Who sent it.</summary>
    public required string By { get; init; }

    /// <summary>The arguments, secrets as ***; of a refused line the line as the only one.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>When it started, or was refused.</summary>
    public required DateTime StartedAt { get; init; }

    /// <summary>When it ended; absent while it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? EndedAt { get; init; }

    /// <summary>The program's exit code, where there is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ExitCode { get; init; }

    /// <summary>Why it ended; absent while it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditReason? Reason { get; init; }

    /// <summary>What that means; absent while it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExitClass? Class { get; init; }

    /// <summary>The same in words; absent while it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Meaning { get; init; }

    /// <summary>Bytes printed on both streams, so far while it runs.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>
    /// SHA-256 of its output texts as UTF-8, both streams in the journal's order, in lower-case hexadecimal; absent while it runs, for
    /// refusals, and where some of the output was never seen.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sha256 { get; init; }

    /// <summary>Why it was refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorCode? Code { get; init; }
}

/// <summary>A command to be run and waited for: <c>args</c> or <c>command</c>.</summary>
internal sealed record RunBody
{
    /// <summary>The arguments, taken literally.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>A command line; a leading gam is dropped.</summary>
    public string? Command { get; init; }

    /// <summary>Seconds after which it is ended as timed-out; none means the session's own limit.</summary>
    public int? TimeoutSeconds { get; init; }
}

/// <summary>How a command ended and what it printed.</summary>
/// <param name="ExitCode">The program's exit code; null where there is none.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="Class">What that means.</param>
/// <param name="Meaning">The same in words.</param>
/// <param name="Stdout">What it printed on its standard output.</param>
/// <param name="Stderr">What it printed on its standard error.</param>
/// <param name="Truncated">Whether there was more than OneShotOutputBytes, which is left out.</param>
internal sealed record RunAnswer(
    int? ExitCode, ExitReason Reason, ExitClass Class, string Meaning, string Stdout, string Stderr, bool Truncated);
