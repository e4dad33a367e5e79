using System.Globalization;
using System.Text;

namespace GamSessions.Records.Transcripts;

/// <summary>The first line of a transcript's file: <c>#AFTER EPOCH</c>. No event begins so.</summary>
/// <param name="Epoch">The journal whose events follow.</param>
/// <param name="After">The last event of that journal before this file; 0 for none.</param>
internal sealed record SegmentHeader(string Epoch, long After)
{
    /// <summary>Whether a line is one.</summary>
    public static bool Is(ReadOnlySpan<byte> line) => line is [(byte)'#', ..];

    /// <summary>Reads one.</summary>
    public static SegmentHeader Parse(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && long.TryParse(text.AsSpan(1, space - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? new SegmentHeader(text[(space + 1)..], after)
            : throw new InvalidDataException("A transcript's file does not begin as it should.");
    }

    /// <summary>The line, without its end.</summary>
    public byte[] ToLine() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"#{After} {Epoch}"));
}
