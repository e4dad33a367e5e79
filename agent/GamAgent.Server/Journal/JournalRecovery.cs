using System.Globalization;
using System.Text.Json;

namespace GamAgent.Server.Journal;

/// <summary>
/// Finds what an earlier run of this program left. Only the newest segment can end in a torn record: it is cut off there. The state is that
/// segment's snapshot and the records after it.
/// </summary>
internal static class JournalRecovery
{
    /// <summary>The state (null when there is no journal), the segments oldest first, and the next sequence number.</summary>
    public static (JournalState? State, List<Segment> Segments, long Next) Recover(string folder)
    {
        var segments = Directory.EnumerateFiles(folder, "*.journal")
            .Select(path => (Path: path, Name: Path.GetFileNameWithoutExtension(path)))
            .Where(f => long.TryParse(f.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(f => new Segment(long.Parse(f.Name, CultureInfo.InvariantCulture), f.Path) { Length = new FileInfo(f.Path).Length })
            .OrderBy(s => s.FirstSeq)
            .ToList();
        while (segments.Count > 0)
        {
            var newest = segments[^1];
            var bytes = File.ReadAllBytes(newest.Path);
            if (RecordCodec.TryRead(bytes, out var head) && head.Kind == RecordKind.Snapshot)
            {
                var state = JsonSerializer.Deserialize(head.Payload, JournalStateJson.Default.JournalState)!;
                var (end, next) = Replay(bytes, state, newest.FirstSeq);
                if (end < bytes.Length)
                {
                    using var file = File.OpenHandle(newest.Path, FileMode.Open, FileAccess.Write);
                    RandomAccess.SetLength(file, end);
                }

                newest.Length = end;
                return (state, segments, next);
            }

            // Killed while it made this file: nothing in it was ever acknowledged or sent.
            File.Delete(newest.Path);
            segments.RemoveAt(segments.Count - 1);
        }

        return (null, segments, 1);
    }

    private static (int End, long Next) Replay(ReadOnlySpan<byte> bytes, JournalState state, long next)
    {
        var offset = (int)RecordCodec.PeekSize(bytes);
        while (RecordCodec.TryRead(bytes[offset..], out var entry) && entry.Seq == next)
        {
            JournalFold.Apply(state, entry);
            next++;
            offset += RecordCodec.Size(entry);
        }

        return (offset, next);
    }
}
