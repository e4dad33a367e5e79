namespace GamAgent.Server.Journal;

/// <summary>One record, to be appended or as it was read; its spans are good until the buffer behind them changes.</summary>
internal readonly ref struct JournalEntry
{
    /// <summary>The sequence number; given at append.</summary>
    public long Seq { get; init; }

    /// <summary>When it was appended, in milliseconds of Unix time; given at append.</summary>
    public long At { get; init; }

    /// <summary>What it holds.</summary>
    public required RecordKind Kind { get; init; }

    /// <summary>What goes with output.</summary>
    public RecordFlags Flags { get; init; }

    /// <summary>The command's number, 0 for none.</summary>
    public long Command { get; init; }

    /// <summary>For output, where the raw bytes behind this text end in the runner's stream.</summary>
    public long EndOffset { get; init; }

    /// <summary>The command's id as clients know it.</summary>
    public ReadOnlySpan<byte> Id { get; init; }

    /// <summary>What the server alone needs after a restart.</summary>
    public ReadOnlySpan<byte> Private { get; init; }

    /// <summary>The text of output, or the event's data as JSON.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }
}
