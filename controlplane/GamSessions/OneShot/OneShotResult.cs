using GamAgent.Protocol;

namespace GamSessions.OneShot;

/// <summary>What became of a one-shot command: it ran (<see cref="Exit"/>), was refused (<see cref="Refusal"/>), or could not be followed.</summary>
internal sealed record OneShotResult
{
    /// <summary>How it ended.</summary>
    public ExitData? Exit { get; init; }

    /// <summary>Why it was not started.</summary>
    public ErrorData? Refusal { get; init; }

    /// <summary>Why nothing is known of it, where that is so.</summary>
    public string? Problem { get; init; }

    /// <summary>The agent has too many connections.</summary>
    public bool TooMany { get; init; }

    /// <summary>The session is over.</summary>
    public bool SessionEnded { get; init; }

    /// <summary>What it printed on standard output.</summary>
    public string Stdout { get; init; } = "";

    /// <summary>What it printed on standard error.</summary>
    public string Stderr { get; init; } = "";

    /// <summary>More was printed.</summary>
    public bool Truncated { get; init; }
}
