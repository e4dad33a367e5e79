using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocketIo.Engine;

namespace SocketIo.Packets;

/// <summary>Writes packets as the messages that carry them.</summary>
internal static class PacketEncoder
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions Objects = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new AttachmentConverter() },
    };

    [ThreadStatic]
    private static List<ReadOnlyMemory<byte>>? _found;

    /// <summary>A packet without binary payload.</summary>
    public static EngineMessage Encode(SocketPacketType type, string name, object? data = null)
    {
        var text = new ArrayBufferWriter<byte>(128);
        if (data is not null)
        {
            WriteValue(text, writer => JsonSerializer.Serialize(writer, data, data.GetType(), Objects));
        }

        return EngineMessage.FromUtf8(Assemble(type, name, null, text, []));
    }

    /// <summary>An event: its name, then its arguments.</summary>
    public static IReadOnlyList<EngineMessage> EncodeEvent(string name, long? id, string eventName, IReadOnlyList<object?> args, string? offset = null) =>
        EncodeArray(SocketPacketType.Event, name, id, args, eventName, offset);

    /// <summary>An acknowledgement.</summary>
    public static IReadOnlyList<EngineMessage> EncodeAck(string name, long id, IReadOnlyList<object?> args) =>
        EncodeArray(SocketPacketType.Ack, name, id, args, null, null);

    private static List<EngineMessage> EncodeArray(
        SocketPacketType type, string name, long? id, IReadOnlyList<object?> args, string? first, string? last)
    {
        var text = new ArrayBufferWriter<byte>(256);
        List<ReadOnlyMemory<byte>> attachments = [];
        WriteValue(text, writer =>
        {
            writer.WriteStartArray();
            if (first is not null)
            {
                writer.WriteStringValue(first);
            }

            foreach (var arg in args)
            {
                Write(writer, arg, attachments);
            }

            if (last is not null)
            {
                writer.WriteStringValue(last);
            }

            writer.WriteEndArray();
        });
        var wire = attachments.Count == 0 ? type : type is SocketPacketType.Event ? SocketPacketType.BinaryEvent : SocketPacketType.BinaryAck;
        return [EngineMessage.FromUtf8(Assemble(wire, name, id, text, attachments)), .. attachments.Select(EngineMessage.FromBinary)];
    }

    private static void WriteValue(ArrayBufferWriter<byte> text, Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(text, Compact);
        write(writer);
    }

    private static void Write(Utf8JsonWriter writer, object? arg, List<ReadOnlyMemory<byte>> attachments)
    {
        switch (arg)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string value:
                writer.WriteStringValue(value);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case JsonNode node:
                BinaryTree.Write(writer, node, attachments);
                break;
            case byte[] bytes:
                BinaryTree.WritePlaceholder(writer, bytes, attachments);
                break;
            case ReadOnlyMemory<byte> bytes:
                BinaryTree.WritePlaceholder(writer, bytes, attachments);
                break;
            default:
                _found = attachments;
                JsonSerializer.Serialize(writer, arg, arg.GetType(), Objects);
                _found = null;
                break;
        }
    }

    private static ReadOnlyMemory<byte> Assemble(
        SocketPacketType type, string name, long? id, ArrayBufferWriter<byte> payload, List<ReadOnlyMemory<byte>> attachments)
    {
        var head = new StringBuilder().Append((char)('0' + (int)type));
        if (type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck)
        {
            head.Append(attachments.Count).Append('-');
        }

        if (name != "/")
        {
            head.Append(name).Append(',');
        }

        head.Append(id);
        var start = Encoding.UTF8.GetBytes(head.ToString());
        var packet = new byte[start.Length + payload.WrittenCount];
        start.CopyTo(packet, 0);
        payload.WrittenSpan.CopyTo(packet.AsSpan(start.Length));
        return packet;
    }

    // Byte arrays inside of objects become attachments as well; serialisation stays on the thread that it began on.
    private sealed class AttachmentConverter : System.Text.Json.Serialization.JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetBytesFromBase64();

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
        {
            if (_found is { } attachments)
            {
                BinaryTree.WritePlaceholder(writer, value, attachments);
            }
            else
            {
                writer.WriteBase64StringValue(value);
            }
        }
    }
}
