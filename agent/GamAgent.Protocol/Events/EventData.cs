using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>A command that waits, with its place from 1.</summary>
public sealed record QueuedCommand(string Id, int Position);

/// <summary>The figures of memory at the end of a command, in bytes.</summary>
public sealed record MemoryFigures(long LimitBytes, long PeakBytes);

/// <summary>A row of a bulk command that failed; its exit code is absent when it started and GAM never told its end.</summary>
public sealed record FailedRow(int Row, int? ExitCode);

/// <summary>The failed rows of a bulk command: all counted, the first 100 named.</summary>
public sealed record FailedRows(int Count, IReadOnlyList<FailedRow> Rows);

/// <summary>The data of <c>exit</c>.</summary>
public sealed record ExitData
{
    /// <summary>The command.</summary>
    public required string Id { get; init; }

    /// <summary>The program's exit code; absent when a signal ended it or it never ran.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the program, without SIG.</summary>
    public string? Signal { get; init; }

    /// <summary>Why it ended.</summary>
    public required ExitReason Reason { get; init; }

    /// <summary>What that means.</summary>
    public required ExitClass Class { get; init; }

    /// <summary>The same in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>From start to end, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Bytes printed on both streams.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>For bulk commands, the rows that failed.</summary>
    public FailedRows? FailedRows { get; init; }

    /// <summary>The limit of a time-out: <c>command</c> or <c>prompt</c>.</summary>
    public string? Limit { get; init; }

    /// <summary>For <see cref="ExitReason.OutOfMemory"/>, the figures.</summary>
    public MemoryFigures? Memory { get; init; }
}

/// <summary>The command that runs, as <c>connected</c> names it.</summary>
public sealed record RunningCommand(string Id, IReadOnlyList<string> Args, string By, DateTimeOffset StartedAt);

/// <summary>The data of <c>connected</c>.</summary>
public sealed record ConnectedData
{
    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>Always <c>gam.v1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The agent's version.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>The pod's UID; locally a random id per agent start.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's state.</summary>
    public required AgentState State { get; init; }

    /// <summary>The command that runs, if any.</summary>
    public RunningCommand? Running { get; init; }

    /// <summary>Commands that wait.</summary>
    public required IReadOnlyList<QueuedCommand> Queued { get; init; }

    /// <summary>The last command's end, if one ended.</summary>
    public ExitData? LastExit { get; init; }

    /// <summary>Conditions that hold.</summary>
    public required IReadOnlyList<SessionCondition> Conditions { get; init; }

    /// <summary>The journal's name.</summary>
    public required string Epoch { get; init; }

    /// <summary>The first sequence number that can be replayed.</summary>
    public required long First { get; init; }

    /// <summary>The next sequence number to be given.</summary>
    public required long Next { get; init; }

    /// <summary>What this client may do.</summary>
    public required SessionRole Role { get; init; }
}

/// <summary>The data of <c>refused</c>; <c>command</c> is redacted.</summary>
public sealed record RefusedData(string? Id, ErrorCode Code, string Command, string By);

/// <summary>The data of <c>started</c>; <c>args</c> are redacted.</summary>
public sealed record StartedData(string Id, IReadOnlyList<string> Args, string By, int Pid);

/// <summary>The data of <c>input</c>: what was typed is never journaled.</summary>
public sealed record InputData(string Id, string By, long Bytes, bool? Eof);

/// <summary>The data of <c>progress</c>.</summary>
public sealed record ProgressData
{
    /// <summary>The command.</summary>
    public required string Id { get; init; }

    /// <summary>What is counted.</summary>
    public required ProgressKind Kind { get; init; }

    /// <summary>What GAM calls the items.</summary>
    public string? What { get; init; }

    /// <summary>How many are done.</summary>
    public required long Done { get; init; }

    /// <summary>How many there are, where GAM says.</summary>
    public long? Total { get; init; }

    /// <summary>How many failed so far.</summary>
    public long? Failed { get; init; }

    /// <summary>The row that this is about.</summary>
    public int? Row { get; init; }

    /// <summary>That row's exit code.</summary>
    public int? RowExitCode { get; init; }
}

/// <summary>The data of <c>state</c>.</summary>
/// <param name="State">Where the agent stands.</param>
/// <param name="Conditions">What holds beside.</param>
/// <param name="Reason">Why it is told, where that is not the state itself: an end reason, <c>closing-withdrawn</c>, or what a <c>note</c> says was lost.</param>
/// <param name="Message">The same in words, of a <c>note</c>.</param>
public sealed record StateData(AgentState State, IReadOnlyList<SessionCondition> Conditions, string? Reason, string? Message = null);

/// <summary>The data of <c>gap</c>; both numbers are null for <see cref="GapReason.SessionRestarted"/>.</summary>
public sealed record GapData(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? To,
    GapReason Reason);

/// <summary>The data of <c>error</c>.</summary>
public sealed record ErrorData
{
    /// <summary>The code.</summary>
    public required ErrorCode Code { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>What to do next.</summary>
    public string? Hint { get; init; }

    /// <summary>A corrected command line.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The command that this is about.</summary>
    public string? Id { get; init; }

    /// <summary>When to try again, in milliseconds.</summary>
    public long? RetryAfterMs { get; init; }
}

/// <summary>The data of <c>closing</c>.</summary>
public sealed record ClosingData(EndReason Reason, DateTimeOffset At);

/// <summary>Where a journal stands.</summary>
public sealed record JournalStatus(string Epoch, long First, long Next, long Bytes);

/// <summary>The data of <c>status</c>, the answer to the control role: ages, never clock times.</summary>
public sealed record StatusData
{
    /// <summary>The agent's state.</summary>
    public required AgentState State { get; init; }

    /// <summary>Conditions that hold.</summary>
    public required IReadOnlyList<SessionCondition> Conditions { get; init; }

    /// <summary>Milliseconds without a running command and without input; 0 while a command runs.</summary>
    public required long IdleMs { get; init; }

    /// <summary>Milliseconds that the running command has run.</summary>
    public long? RunningMs { get; init; }

    /// <summary>Connected clients, the control plane's own left out.</summary>
    public required int Clients { get; init; }

    /// <summary>Where the journal stands.</summary>
    public required JournalStatus Journal { get; init; }

    /// <summary>Memory in use by the session's processes, in bytes; 0 where it is not known.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The work folder's size, in bytes; 0 where it is not known.</summary>
    public long DiskBytes { get; init; }
}
