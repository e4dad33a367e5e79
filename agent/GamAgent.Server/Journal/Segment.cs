using Microsoft.Win32.SafeHandles;

namespace GamAgent.Server.Journal;

/// <summary>One file of the journal: a snapshot, then records. Named by its first sequence number. Guarded by the journal's lock.</summary>
internal sealed class Segment(long firstSeq, string path)
{
    public long FirstSeq { get; } = firstSeq;

    public string Path { get; } = path;

    /// <summary>Bytes in the file.</summary>
    public long Length { get; set; }

    /// <summary>The file's bytes in memory; null once it is no part of the cached tail.</summary>
    public byte[]? Cache { get; set; }

    /// <summary>The open file while records are appended.</summary>
    public SafeFileHandle? Writer { get; set; }

    public static string NameFor(long firstSeq) => $"{firstSeq:D19}.journal";
}
