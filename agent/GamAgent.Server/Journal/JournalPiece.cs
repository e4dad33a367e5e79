namespace GamAgent.Server.Journal;

/// <summary>Where a cursor's next bytes are; all fields at their defaults when there are none yet.</summary>
internal readonly record struct JournalPiece
{
    /// <summary>The segment they are in.</summary>
    public Segment? Segment { get; init; }

    /// <summary>Where in it.</summary>
    public long Offset { get; init; }

    /// <summary>How many were copied into the cursor's buffer.</summary>
    public int Copied { get; init; }

    /// <summary>How many are to be read from the file.</summary>
    public int OnDisk { get; init; }

    /// <summary>The first number that is kept, when the one asked for is gone.</summary>
    public long? FirstKept { get; init; }
}
