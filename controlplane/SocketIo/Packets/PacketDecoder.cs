using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocketIo.Engine;

namespace SocketIo.Packets;

/// <summary>Makes packets of one connection's messages: a text, and for binary packets as many attachments as it says.</summary>
internal sealed class PacketDecoder(int maxAttachments)
{
    private static readonly string[] Reserved = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private SocketPacket? _waiting;
    private int _expected;
    private List<ReadOnlyMemory<byte>> _attachments = [];

    /// <summary>Takes a message.</summary>
    /// <returns>The packet that it completes, or null when attachments are still to come.</returns>
    /// <exception cref="PacketFormatException">It is no packet, or not the one that must come now.</exception>
    public SocketPacket? Take(EngineMessage message)
    {
        if (message.IsBinary)
        {
            if (_waiting is null)
            {
                throw new PacketFormatException("an attachment of no packet");
            }

            _attachments.Add(message.Data);
        }
        else if (_waiting is not null)
        {
            throw new PacketFormatException("a text where an attachment must come");
        }
        else
        {
            _waiting = Read(message.Data.Span, out _expected);
        }

        if (_attachments.Count < _expected)
        {
            return null;
        }

        var packet = _expected == 0 ? _waiting : _waiting with { Data = BinaryTree.Fill(_waiting.Data, _attachments) };
        (_waiting, _attachments) = (null, []);
        return packet;
    }

    private SocketPacket Read(ReadOnlySpan<byte> text, out int attachments)
    {
        attachments = 0;
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6')
        {
            throw new PacketFormatException("an unknown type");
        }

        var type = (SocketPacketType)(text[0] - (byte)'0');
        text = text[1..];
        var isBinary = type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck;
        if (isBinary)
        {
            attachments = ReadAttachments(ref text);
            type = type is SocketPacketType.BinaryEvent ? SocketPacketType.Event : SocketPacketType.Ack;
        }

        var name = ReadNamespace(ref text);
        var id = ReadId(ref text);
        var data = text.IsEmpty ? null : Parse(text);
        if (!IsValid(type, id, data, text.IsEmpty))
        {
            throw new PacketFormatException("a payload that does not fit the type");
        }

        return new SocketPacket(type, name, id, data);
    }

    private int ReadAttachments(ref ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out int count, out var used) || used == text.Length || text[used] != (byte)'-' || !char.IsAsciiDigit((char)text[0]))
        {
            throw new PacketFormatException("no number of attachments");
        }

        if (count > maxAttachments)
        {
            throw new PacketFormatException("too many attachments");
        }

        text = text[(used + 1)..];
        return count;
    }

    private static string ReadNamespace(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'/')
        {
            return "/";
        }

        var end = text.IndexOf((byte)',');
        var name = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        try
        {
            return Strict.GetString(name);
        }
        catch (DecoderFallbackException e)
        {
            throw new PacketFormatException("a namespace that is not UTF-8", e);
        }
    }

    private static long? ReadId(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !char.IsAsciiDigit((char)text[0]))
        {
            return null;
        }

        if (!Utf8Parser.TryParse(text, out long id, out var used))
        {
            throw new PacketFormatException("an id that is too large");
        }

        text = text[used..];
        return id;
    }

    private static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            var element = JsonElement.ParseValue(ref reader);
            if (reader.Read() || reader.BytesConsumed != json.Length)
            {
                throw new PacketFormatException("text after the payload");
            }

            return BinaryTree.FromElement(element);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PacketFormatException("a payload that is no JSON", e);
        }
    }

    private static bool IsValid(SocketPacketType type, long? id, JsonNode? data, bool isEmpty) => type switch
    {
        SocketPacketType.Connect => isEmpty || data is JsonObject,
        SocketPacketType.Disconnect => isEmpty,
        SocketPacketType.Event => data is JsonArray { Count: > 0 } array && IsEventName(array[0]),
        SocketPacketType.Ack => id is not null && data is JsonArray,
        SocketPacketType.ConnectError => data is JsonObject || data?.GetValueKind() is JsonValueKind.String,
        _ => false,
    };

    private static bool IsEventName(JsonNode? name) => name?.GetValueKind() switch
    {
        JsonValueKind.String => !Reserved.Contains(name.GetValue<string>(), StringComparer.Ordinal),
        JsonValueKind.Number => true,
        _ => false,
    };
}
