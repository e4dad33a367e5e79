namespace GamAgent.Server.Journal;

/// <summary>Where a journal is and what it may take.</summary>
/// <param name="Folder">The folder; made when it is not there.</param>
/// <param name="MaxBytes">All files together; the oldest go when they would be more.</param>
/// <param name="MemoryBytes">The tail that is kept in memory, at least one segment.</param>
internal sealed record JournalOptions(string Folder, long MaxBytes, long MemoryBytes)
{
    /// <summary>A segment's size: 1 MiB, or an eighth of a small quota.</summary>
    public int SegmentBytes => (int)Math.Clamp(MaxBytes / 8, 64 << 10, 1 << 20);

    /// <summary>How many segments are kept in memory.</summary>
    public int CachedSegments => (int)Math.Max(1, MemoryBytes / SegmentBytes);
}
