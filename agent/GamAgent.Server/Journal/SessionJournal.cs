using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace GamAgent.Server.Journal;

/// <summary>
/// Everything that a session says, in order, in files. Append-only; sequence numbers have no holes. A record is in its file
/// (write(2), no fsync: it survives the death of this program, not that of the machine) before <see cref="Append"/> returns, and so before
/// anybody can read it. Owns the files; knows nothing of clients, who pull by <see cref="JournalCursor"/>.
/// </summary>
internal sealed class SessionJournal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly List<Segment> _segments;
    private readonly Stack<byte[]> _spareBuffers = new();
    private readonly List<Doorbell> _doorbells = [];
    private long _bytes;

    private SessionJournal(JournalOptions options, TimeProvider time, JournalState state, List<Segment> segments, long next)
    {
        _options = options;
        _time = time;
        _segments = segments;
        State = state;
        Next = next;
        _bytes = segments.Sum(s => s.Length);
    }

    /// <summary>What the records add up to. Changed by <see cref="Append"/> alone; read it where no append can run.</summary>
    public JournalState State { get; }

    /// <summary>The journal's name; another one means another journal.</summary>
    public string Epoch => State.Epoch;

    /// <summary>The next sequence number to be given.</summary>
    public long Next { get; private set; }

    /// <summary>The first sequence number that can be read.</summary>
    public long First
    {
        get
        {
            lock (_gate)
            {
                return _segments[0].FirstSeq;
            }
        }
    }

    /// <summary>The files together.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Opens the journal in a folder: goes on with the one that is there, or begins one.</summary>
    public static SessionJournal Open(JournalOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.Folder);
        var (state, segments, next) = JournalRecovery.Recover(options.Folder);
        var journal = new SessionJournal(
            options, time, state ?? new JournalState { Epoch = Guid.NewGuid().ToString("N") }, segments, next);
        if (segments.Count > 0 && segments[^1].FirstSeq == next)
        {
            journal.Resume(segments[^1]);
        }
        else
        {
            // What is in memory begins with a fresh segment, and the one before is left as it was found.
            journal.Roll(0);
        }

        return journal;
    }

    /// <summary>Appends one record.</summary>
    /// <returns>Its sequence number.</returns>
    /// <exception cref="IOException">The disk took no more; nothing was appended.</exception>
    public long Append(in JournalEntry entry)
    {
        lock (_gate)
        {
            var size = RecordCodec.Size(entry);
            var segment = _segments[^1];
            if (segment.Length + size > segment.Cache!.Length)
            {
                segment = MakeRoom(segment, size);
            }

            var at = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var target = segment.Cache!.AsSpan((int)segment.Length, size);
            RecordCodec.Write(entry, Next, at, target);
            RandomAccess.Write(segment.Writer!, target, segment.Length);
            segment.Length += size;
            _bytes += size;
            JournalFold.Apply(State, entry with { Seq = Next, At = at });
            var seq = Next++;
            foreach (var doorbell in _doorbells)
            {
                doorbell.Ring();
            }

            return seq;
        }
    }

    /// <summary>Rings after every append from now on.</summary>
    public void Subscribe(Doorbell doorbell)
    {
        lock (_gate)
        {
            _doorbells.Add(doorbell);
        }
    }

    /// <summary>Rings no more.</summary>
    public void Unsubscribe(Doorbell doorbell)
    {
        lock (_gate)
        {
            _doorbells.Remove(doorbell);
        }
    }

    /// <summary>
    /// Finds what a cursor reads next: bytes in memory are copied at once (whole records, as many as fit), for others the segment is named.
    /// </summary>
    internal JournalPiece Locate(long next, Segment? segment, long offset, Span<byte> buffer)
    {
        lock (_gate)
        {
            if (next >= Next)
            {
                return default;
            }

            if (next < _segments[0].FirstSeq)
            {
                return new JournalPiece { FirstKept = _segments[0].FirstSeq };
            }

            if (segment is null || offset >= segment.Length)
            {
                segment = _segments[IndexOf(next)];
                offset = 0;
            }

            var length = (int)Math.Min(buffer.Length, segment.Length - offset);
            if (segment.Cache is { } cache)
            {
                cache.AsSpan((int)offset, length).CopyTo(buffer);
                return new JournalPiece { Segment = segment, Offset = offset, Copied = length };
            }

            return new JournalPiece { Segment = segment, Offset = offset, OnDisk = length };
        }
    }

    /// <summary>The first sequence number after a segment that is not the newest.</summary>
    internal long FirstAfter(Segment segment)
    {
        lock (_gate)
        {
            return _segments.Find(s => s.FirstSeq > segment.FirstSeq)?.FirstSeq ?? Next;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _segments[^1].Writer?.Dispose();
        }
    }

    private int IndexOf(long seq)
    {
        var low = 0;
        var high = _segments.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].FirstSeq <= seq)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    // A segment that holds nothing but its snapshot is never made anew: a kill in between would lose the journal's name.
    private Segment MakeRoom(Segment segment, int size)
    {
        if (segment.FirstSeq < Next)
        {
            Roll(size);
            return _segments[^1];
        }

        var larger = GC.AllocateUninitializedArray<byte>((int)segment.Length + size);
        segment.Cache.AsSpan(0, (int)segment.Length).CopyTo(larger);
        segment.Cache = larger;
        return segment;
    }

    private void Resume(Segment segment)
    {
        segment.Cache = TakeBuffer(Math.Max(_options.SegmentBytes, (int)segment.Length));
        using (var file = File.OpenHandle(segment.Path))
        {
            RandomAccess.Read(file, segment.Cache.AsSpan(0, (int)segment.Length), 0);
        }

        segment.Writer = OpenForWriting(segment.Path, FileMode.Open);
    }

    private void Roll(int needed)
    {
        var snapshot = new JournalEntry
        {
            Kind = RecordKind.Snapshot,
            Payload = JsonSerializer.SerializeToUtf8Bytes(State, JournalStateJson.Default.JournalState),
        };
        var size = RecordCodec.Size(snapshot);
        var segment = new Segment(Next, Path.Combine(_options.Folder, Segment.NameFor(Next)))
        {
            Cache = TakeBuffer(Math.Max(_options.SegmentBytes, size + needed)),
            Length = size,
        };
        RecordCodec.Write(snapshot, Next - 1, _time.GetUtcNow().ToUnixTimeMilliseconds(), segment.Cache);
        segment.Writer = OpenForWriting(segment.Path, FileMode.Create);
        RandomAccess.Write(segment.Writer, segment.Cache.AsSpan(0, size), 0);
        if (_segments.Count > 0)
        {
            _segments[^1].Writer?.Dispose();
            _segments[^1].Writer = null;
        }

        _segments.Add(segment);
        _bytes += size;
        Trim();
    }

    private static SafeFileHandle OpenForWriting(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.Write, FileShare.Read | FileShare.Delete);

    // The quota counts the segment being written as full, so that it holds at every moment between two rolls.
    private void Trim()
    {
        while (_segments.Count > 1 && _bytes + _options.SegmentBytes > _options.MaxBytes)
        {
            var oldest = _segments[0];
            _segments.RemoveAt(0);
            _bytes -= oldest.Length;
            File.Delete(oldest.Path);
            GiveBack(oldest);
        }

        for (var i = 0; i < _segments.Count - _options.CachedSegments; i++)
        {
            GiveBack(_segments[i]);
        }
    }

    private byte[] TakeBuffer(int size) =>
        size == _options.SegmentBytes && _spareBuffers.TryPop(out var spare) ? spare : GC.AllocateUninitializedArray<byte>(size);

    private void GiveBack(Segment segment)
    {
        if (segment.Cache is { } cache && cache.Length == _options.SegmentBytes && _spareBuffers.Count == 0)
        {
            _spareBuffers.Push(cache);
        }

        segment.Cache = null;
    }
}
