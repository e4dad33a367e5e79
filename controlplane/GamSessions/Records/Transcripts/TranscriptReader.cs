using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GamAgent.Protocol;

namespace GamSessions.Records.Transcripts;

/// <summary>
/// Reads a session's transcript as it stands, one line after the other, while it may grow and lose its oldest file. What is gone is told
/// by a <c>gap</c> in its place.
/// </summary>
internal sealed class TranscriptReader(TranscriptFolder folder)
{
    /// <summary>The lines with their journal, each good until the next is asked for.</summary>
    public async IAsyncEnumerable<(string Epoch, ReadOnlyMemory<byte> Line)> ReadAsync(
        string sessionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? epoch = null;
        var last = new ArrayBufferWriter<byte>();
        var expected = 1;
        foreach (var path in TranscriptFolder.Segments(folder.Of(sessionId)))
        {
            var number = int.Parse(Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
            if (TryOpen(path) is not { } stream)
            {
                continue;
            }

            await using var open = stream;
            await foreach (var line in SegmentLines.ReadAsync(stream, cancellationToken))
            {
                if (!SegmentHeader.Is(line.Span))
                {
                    last.ResetWrittenCount();
                    last.Write(line.Span);
                    yield return (epoch ?? "", line);
                    continue;
                }

                var header = SegmentHeader.Parse(line.Span);
                if (number != expected)
                {
                    yield return (header.Epoch, Gap(header.Epoch == epoch ? (LineNumber.Of(last.WrittenSpan) ?? 0) + 1 : 1, header.After));
                }

                epoch = header.Epoch;
            }

            expected = number + 1;
        }
    }

    private static byte[] Gap(long from, long to) => GapLine.Of(to < from ? new GapData(null, null, GapReason.Quota) : new GapData(from, to, GapReason.Quota));

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return SegmentLines.Open(path);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The quota took it since the folder was listed.
            return null;
        }
    }
}

/// <summary>A <c>gap</c> as a line.</summary>
internal static class GapLine
{
    /// <summary>The line.</summary>
    public static byte[] Of(GapData gap) => JsonSerializer.SerializeToUtf8Bytes(
        new EventEnvelope { Event = EventNames.Gap, Data = JsonSerializer.SerializeToElement(gap, EventJson.Default.GapData) },
        EventJson.Default.EventEnvelope);
}
