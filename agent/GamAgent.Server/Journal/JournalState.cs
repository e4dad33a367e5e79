using GamAgent.Protocol;

namespace GamAgent.Server.Journal;

/// <summary>
/// What the journal's records add up to: enough to go on after the server was killed. Written at the beginning of every segment, so that
/// it survives the quota, and folded from the records after it.
/// </summary>
internal sealed record JournalState
{
    /// <summary>The journal's name.</summary>
    public required string Epoch { get; init; }

    /// <summary>The highest command number so far.</summary>
    public long LastCommand { get; set; }

    /// <summary>The command that was started and has not ended.</summary>
    public JournaledCommand? Running { get; set; }

    /// <summary>The last end.</summary>
    public ExitData? LastExit { get; set; }

    /// <summary>Ids of commands that were queued and neither started nor refused.</summary>
    public List<string> Queued { get; set; } = [];

    /// <summary>The last <c>state</c>.</summary>
    public StateData State { get; set; } = new(AgentState.NotReady, [], null);
}

/// <summary>A running command as its records tell it.</summary>
internal sealed record JournaledCommand
{
    /// <summary>The agent's number.</summary>
    public required long Number { get; init; }

    /// <summary>Id, redacted arguments, who, process id.</summary>
    public required StartedData Started { get; init; }

    /// <summary>When it was journaled, in milliseconds of Unix time.</summary>
    public required long StartedAt { get; init; }

    /// <summary>Which runner runs it.</summary>
    public required string RunnerId { get; init; }

    /// <summary>How far the journal has its standard output.</summary>
    public long StdoutOffset { get; set; }

    /// <summary>How far the journal has its standard error.</summary>
    public long StderrOffset { get; set; }

    /// <summary>Its standard output stopped in the middle of a line.</summary>
    public bool StdoutOpen { get; set; }

    /// <summary>Somebody sent input.</summary>
    public bool InputUsed { get; set; }

    /// <summary>Its standard input was closed.</summary>
    public bool InputClosed { get; set; }
}
