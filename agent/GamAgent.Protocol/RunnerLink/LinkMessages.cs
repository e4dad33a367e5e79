namespace GamAgent.Protocol.RunnerLink;

/// <summary>
/// A command as the agent gave it to the runner. The runner keeps it, secrets included, while the command runs, since an agent that
/// was killed and started again needs it back; it never leaves the socket between the two.
/// </summary>
public sealed record LinkStart
{
    /// <summary>The agent's own number for the command, growing within an epoch.</summary>
    public required long Command { get; init; }

    /// <summary>The id that clients know.</summary>
    public required string Id { get; init; }

    /// <summary>The arguments, without the program itself.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>Who asked.</summary>
    public required string By { get; init; }

    /// <summary>The longest run, in milliseconds; null for none.</summary>
    public long? TimeoutMs { get; init; }
}

/// <summary>A command's process was started. <c>Start</c> is what the agent sent, for one that does not know it any more.</summary>
public sealed record LinkStarted(LinkStart Start, int Pid, DateTimeOffset At);

/// <summary>A command by its number.</summary>
public sealed record LinkCommand(long Command);

/// <summary>A signal by its name without SIG: <c>INT</c>, <c>TERM</c> or <c>KILL</c>.</summary>
public sealed record LinkSignal(long Command, string Name);

/// <summary>
/// End a command by the ladder. <c>Reason</c> is what its exit will say, by its wire name: <c>cancelled</c>, <c>timed-out</c>,
/// <c>session-ended</c>. <c>Limit</c> goes with <c>timed-out</c>.
/// </summary>
public sealed record LinkCancel(long Command, ExitReason Reason, string? Limit);

/// <summary>End the session within the grace, in milliseconds: what runs ends as <c>session-ended</c>.</summary>
public sealed record LinkEnd(long GraceMs);

/// <summary>A text to be masked in a command's output until it ends. Kept in memory, by both sides, and nowhere else.</summary>
public sealed record LinkSecret(long Command, string Text)
{
    /// <summary>Not the text: records are printed by accident.</summary>
    public override string ToString() => $"a secret of command {Command}";
}

/// <summary>What the child has taken from its standard input.</summary>
public sealed record LinkStdinTaken(long Command, long Bytes, bool Closed);

/// <summary>The end of a command. Class and meaning are the agent's to add.</summary>
public sealed record LinkExit
{
    /// <summary>The command's number.</summary>
    public required long Command { get; init; }

    /// <summary>The program's exit code, where it has one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it, without SIG.</summary>
    public string? Signal { get; init; }

    /// <summary>Why it ended.</summary>
    public required ExitReason Reason { get; init; }

    /// <summary>From start to end, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>All bytes of standard output; the agent writes the exit when it has them all.</summary>
    public required long StdoutBytes { get; init; }

    /// <summary>All bytes of standard error.</summary>
    public required long StderrBytes { get; init; }

    /// <summary>The limit of a time-out.</summary>
    public string? Limit { get; init; }

    /// <summary>The figures of an out-of-memory end.</summary>
    public MemoryFigures? Memory { get; init; }
}

/// <summary>
/// The runner's first frame. <c>RunnerId</c> is random per start of the runner: another one than before means that the runner died,
/// and what ran ended as <c>runner-lost</c>. <c>Running</c> is a command that was started and not yet acknowledged as ended
/// (its exit may be waiting).
/// </summary>
public sealed record LinkHello(string RunnerId, int Pid, string Version, LinkStarted? Running, long StdinReceived);

/// <summary>
/// The agent's answer: which command it knows and how many bytes of each stream its journal has. The runner sends again from there.
/// For another command than the one that runs here, the offsets are 0.
/// </summary>
public sealed record LinkWelcome(long Command, long StdoutOffset, long StderrOffset);

/// <summary>Figures of the session: null where not known.</summary>
public sealed record LinkUsage(long? MemoryBytes, long? DiskBytes, bool DiskFull);

/// <summary>A request by number and name, with its one argument: <c>read-text</c> reads a small file of the work folder.</summary>
public sealed record LinkRequest(long Number, string Name, string? Argument);

/// <summary>The answer: a result, or an error in words.</summary>
public sealed record LinkReply(long Number, string? Result, string? Error);
