using Microsoft.Win32.SafeHandles;

namespace GamAgent.Server.Journal;

/// <summary>
/// One reader's place in a journal. It pulls at its own pace into a buffer of its own, and costs the journal nothing in between.
/// Not thread-safe: it has one owner.
/// </summary>
internal sealed class JournalCursor(SessionJournal journal, long next) : IDisposable
{
    private Segment? _segment;
    private long _offset;
    private SafeFileHandle? _file;
    private Segment? _fileSegment;

    /// <summary>The next sequence number that it has not given out.</summary>
    public long Next { get; private set; } = next;

    /// <summary>Something is there to be read.</summary>
    public bool HasMore => Next < journal.Next;

    /// <summary>
    /// Fills the buffer with whole records, the first of which may be older than <see cref="Next"/> (skip them; <see cref="Advance"/> keeps count).
    /// </summary>
    /// <param name="buffer">Where to; replaced by a larger one when a record does not fit.</param>
    /// <param name="filled">How many bytes of it are records.</param>
    /// <returns>What was found.</returns>
    public JournalRead Read(ref byte[] buffer, out int filled)
    {
        while (true)
        {
            filled = 0;
            var piece = journal.Locate(Next, _segment, _offset, buffer);
            if (piece.FirstKept is { } first)
            {
                Gap = (Next, first - 1);
                Next = first;
                _segment = null;
                return JournalRead.Gap;
            }

            if (piece.Segment is null)
            {
                return JournalRead.Nothing;
            }

            var length = piece.Copied;
            if (piece.OnDisk > 0)
            {
                length = ReadFile(piece, buffer);
                if (length == 0)
                {
                    // The quota took the file between the look and the read; the next look says so.
                    _segment = null;
                    continue;
                }
            }

            filled = WholeRecords(buffer.AsSpan(0, length), out var needed);
            if (piece.OnDisk > 0)
            {
                var sound = SoundRecords(buffer.AsSpan(0, filled));
                if (filled == 0 ? needed > piece.Segment.Length - piece.Offset : sound == 0)
                {
                    // The file is not as it was written. What follows in it can't be told apart from what never was.
                    var after = journal.FirstAfter(piece.Segment);
                    Gap = (Next, after - 1);
                    Next = after;
                    _segment = null;
                    filled = 0;
                    return JournalRead.Gap;
                }

                filled = sound;
            }

            _segment = piece.Segment;
            _offset = piece.Offset + filled;
            if (filled > 0)
            {
                return JournalRead.Records;
            }

            buffer = new byte[Math.Max(checked((int)needed), buffer.Length)];
        }
    }

    /// <summary>The numbers that are gone, after <see cref="JournalRead.Gap"/>.</summary>
    public (long From, long To) Gap { get; private set; }

    /// <summary>Takes note of a record that was given out.</summary>
    /// <returns>False for one that comes before <see cref="Next"/>.</returns>
    public bool Advance(in JournalEntry entry)
    {
        if (entry.Kind == RecordKind.Snapshot || entry.Seq < Next)
        {
            return false;
        }

        Next = entry.Seq + 1;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private int ReadFile(in JournalPiece piece, byte[] buffer)
    {
        if (_fileSegment != piece.Segment)
        {
            _file?.Dispose();
            (_file, _fileSegment) = (null, null);
            try
            {
                _file = File.OpenHandle(piece.Segment!.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                _fileSegment = piece.Segment;
            }
            catch (FileNotFoundException)
            {
                return 0;
            }
        }

        return RandomAccess.Read(_file!, buffer.AsSpan(0, piece.OnDisk), piece.Offset);
    }

    private static int SoundRecords(ReadOnlySpan<byte> records)
    {
        var sound = 0;
        while (RecordCodec.TryRead(records[sound..], out var entry))
        {
            sound += RecordCodec.Size(entry);
        }

        return sound;
    }

    private static int WholeRecords(ReadOnlySpan<byte> bytes, out long needed)
    {
        var filled = 0;
        needed = RecordCodec.HeadBytes;
        while (RecordCodec.PeekSize(bytes[filled..]) is > 0 and var size)
        {
            if (filled + size > bytes.Length)
            {
                needed = size;
                break;
            }

            filled += (int)size;
        }

        return filled;
    }
}
