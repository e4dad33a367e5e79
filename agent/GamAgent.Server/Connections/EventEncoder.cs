using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GamAgent.Protocol;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Connections;

/// <summary>
/// Writes events as frames. Text is escaped by copying runs between the few bytes that JSON cannot hold as they are: output is most of what a
/// session says, and <see cref="Utf8JsonWriter"/> looks at every character of it.
/// </summary>
internal static class EventEncoder
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\', 0x7F]);

    // Text is written piece by piece, each into room for the worst that can come of it.
    private const int PieceBytes = 1 << 10;
    private const int LongestEscape = 6;

    /// <summary>A journal event.</summary>
    public static void Write(ArrayBufferWriter<byte> writer, in JournalEntry entry)
    {
        writer.Write("{\"event\":\""u8);
        writer.Write(NameOf(entry.Kind));
        writer.Write("\",\"seq\":"u8);
        WriteNumber(writer, entry.Seq);
        writer.Write(",\"at\":\""u8);
        WriteTime(writer, entry.At);
        writer.Write("\",\"data\":"u8);
        if (entry.Kind == RecordKind.Output)
        {
            WriteText(writer, entry.Payload);
            writer.Write(entry.Flags.HasFlag(RecordFlags.Stderr) ? ",\"stream\":\"stderr\",\"id\":"u8 : ",\"stream\":\"stdout\",\"id\":"u8);
            WriteText(writer, entry.Id);
            if (entry.Flags.HasFlag(RecordFlags.Lossy))
            {
                writer.Write(",\"lossy\":true"u8);
            }

            if (entry.Flags.HasFlag(RecordFlags.Redacted))
            {
                writer.Write(",\"redacted\":true"u8);
            }
        }
        else
        {
            writer.Write(entry.Payload);
        }

        writer.Write("}"u8);
    }

    /// <summary>An event outside the journal.</summary>
    public static byte[] Encode<T>(string name, T data, JsonTypeInfo<T> info)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        writer.Write("{\"event\":\""u8);
        System.Text.EncodingExtensions.GetBytes(System.Text.Encoding.UTF8, name.AsSpan(), writer);
        writer.Write("\",\"data\":"u8);
        writer.Write(EventText.Encode(data, info));
        writer.Write("}"u8);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The answer to a ping.</summary>
    public static byte[] EncodePong(JsonElement data)
    {
        var writer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(writer))
        {
            json.WriteStartObject();
            json.WriteString("event", EventNames.Pong);
            if (data.ValueKind != JsonValueKind.Undefined)
            {
                json.WritePropertyName("data");
                data.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return writer.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> NameOf(RecordKind kind) => kind switch
    {
        RecordKind.Refused => "refused"u8,
        RecordKind.Queued => "queued"u8,
        RecordKind.Started => "started"u8,
        RecordKind.Output => "output"u8,
        RecordKind.Input => "input"u8,
        RecordKind.Progress => "progress"u8,
        RecordKind.Exit => "exit"u8,
        RecordKind.State => "state"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no event"),
    };

    private static void WriteNumber(ArrayBufferWriter<byte> writer, long number)
    {
        number.TryFormat(writer.GetSpan(20), out var written);
        writer.Advance(written);
    }

    private static void WriteTime(ArrayBufferWriter<byte> writer, long unixMilliseconds)
    {
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
            .TryFormat(writer.GetSpan(32), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        writer.Advance(written);
    }

    private static void WriteText(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> utf8)
    {
        writer.Write("\""u8);
        while (!utf8.IsEmpty)
        {
            var piece = utf8[..Math.Min(utf8.Length, PieceBytes)];
            writer.Advance(Escape(piece, writer.GetSpan(piece.Length * LongestEscape)));
            utf8 = utf8[piece.Length..];
        }

        writer.Write("\""u8);
    }

    private static int Escape(ReadOnlySpan<byte> utf8, Span<byte> room)
    {
        var written = 0;
        while (utf8.IndexOfAny(Escaped) is >= 0 and var index)
        {
            utf8[..index].CopyTo(room[written..]);
            written += index;
            written += Escape(utf8[index], room[written..]);
            utf8 = utf8[(index + 1)..];
        }

        utf8.CopyTo(room[written..]);
        return written + utf8.Length;
    }

    private static int Escape(byte b, Span<byte> room)
    {
        var hex = "0123456789abcdef"u8;
        ReadOnlySpan<byte> escape = b switch
        {
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            _ => [(byte)'\\', (byte)'u', (byte)'0', (byte)'0', hex[b >> 4], hex[b & 15]],
        };
        escape.CopyTo(room);
        return escape.Length;
    }
}
