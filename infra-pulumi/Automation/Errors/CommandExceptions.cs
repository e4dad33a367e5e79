namespace PulumiAutomation;

/// <summary>The CLI failed in a way that has no type of its own.</summary>
public sealed class CommandException(string command, int exitCode, string cliMessage, Exception? inner = null) : PulumiException(
    $"pulumi {command} ended with {exitCode}: {cliMessage}", inner)
{
    /// <summary>Its exit code; -1 when its output could not be read.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What it said on standard error, the end of it.</summary>
    public string StandardError { get; } = cliMessage;
}

/// <summary>Something ended the CLI from outside: an out-of-memory killer, an administrator. The stack was put in order, as far as it could be.</summary>
public sealed class CommandKilledException(string command, int signal, int processId) : PulumiException(
    $"pulumi {command} was ended by signal {signal}{(signal == 9 ? " (often for lack of memory: each operation needs about half a GiB)" : "")}; what it had begun may be unfinished. Try again.")
{
    /// <inheritdoc/>
    public override bool CanRetry => true;

    /// <summary>The signal's number; 9 for SIGKILL, which the CLI's parents see as exit code 137.</summary>
    public int Signal { get; } = signal;

    /// <summary>The CLI's process id.</summary>
    public int ProcessId { get; } = processId;

    /// <summary>What kept the stack from being put in order after the kill; null when it was, or when there was no need.</summary>
    public Exception? RecoveryFailure { get; internal set; }
}

/// <summary>Somebody else told the CLI to end (SIGINT, SIGTERM): it finished what it had begun, released its lock, and did not do the rest.</summary>
public sealed class OperationInterruptedException(string command) : PulumiException(
    $"pulumi {command} was told to end before it was done; what it had not begun is not done. Try again.")
{
    /// <inheritdoc/>
    public override bool CanRetry => true;
}

/// <summary>The CLI took too long and was cancelled.</summary>
public sealed class CommandTimeoutException(string command, TimeSpan limit, Exception inner) : PulumiException(
    $"pulumi {command} took longer than {limit.TotalSeconds:0.#} s and was cancelled. Try again, or allow it more time.", inner)
{
    /// <inheritdoc/>
    public override bool CanRetry => true;

    /// <summary>The limit.</summary>
    public TimeSpan Limit { get; } = limit;
}

/// <summary>The caller cancelled the CLI.</summary>
public sealed class CommandCancelledException(string command, bool killed, int processId, CancellationToken cancellationToken)
    : OperationCanceledException($"pulumi {command} was cancelled{(killed ? " and did not end in order" : "")}.", cancellationToken)
{
    /// <summary>Whether it did not end in order: not in time after SIGINT, so that it was killed, or by the SIGINT itself, which it did not listen to yet.</summary>
    public bool Killed { get; } = killed;

    /// <summary>Its process id.</summary>
    public int ProcessId { get; } = processId;

    /// <summary>What kept the stack from being put in order after the kill; null when it was, or when there was no need.</summary>
    public Exception? RecoveryFailure { get; internal set; }
}
