using System.Text.Json;
using GamAgent.Protocol;

namespace GamSessions.Records.Transcripts;

/// <summary>Where a journal stands after a line of a transcript.</summary>
internal static class LineNumber
{
    /// <summary>The number, or null for a line that moves nothing on.</summary>
    public static long? Of(ReadOnlySpan<byte> line)
    {
        var e = line.IsEmpty ? null : JsonSerializer.Deserialize(line, EventJson.Default.EventEnvelope);
        return e?.Event == EventNames.Gap ? e.Data.Deserialize(EventJson.Default.GapData)?.To : e?.Seq;
    }
}
