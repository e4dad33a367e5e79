namespace GamAgent.Server.Journal;

/// <summary>What goes with an output record. The numbers stand in files: never change one.</summary>
[Flags]
internal enum RecordFlags : byte
{
    /// <summary>Standard output, exact.</summary>
    None = 0,

    /// <summary>Standard error.</summary>
    Stderr = 1,

    /// <summary>Bytes that were not UTF-8 stand as U+FFFD.</summary>
    Lossy = 2,

    /// <summary>A secret was replaced.</summary>
    Redacted = 4,
}
