using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GamAgent.Protocol;

/// <summary>
/// Writes the data of an event. Only what JSON itself can't hold is escaped: frames are read by people in a terminal too, and never
/// become part of a page.
/// </summary>
public static class EventText
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The data as JSON, in UTF-8.</summary>
    /// <param name="data">The data.</param>
    /// <param name="info">Its serialisation, of <see cref="EventJson"/>.</param>
    public static byte[] Encode<T>(T data, JsonTypeInfo<T> info)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(writer, Readable))
        {
            JsonSerializer.Serialize(json, data, info);
        }

        return writer.WrittenSpan.ToArray();
    }
}
