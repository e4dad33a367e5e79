using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocketIo.Packets;

/// <summary>
/// Payloads as trees in which a value may be binary: a <see cref="JsonValue"/> of a byte array. On the wire a placeholder stands for it.
/// </summary>
internal static class BinaryTree
{
    private const string Placeholder = "_placeholder";
    private const string Number = "num";

    /// <summary>
    /// A tree of a parsed payload, of nodes of our own: of a key that comes twice the last counts, and a text may hold half a surrogate
    /// pair, both as in JavaScript.
    /// </summary>
    /// <exception cref="InvalidOperationException">A key holds half a surrogate pair.</exception>
    public static JsonNode? FromElement(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var node = new JsonObject();
                foreach (var property in element.EnumerateObject())
                {
                    node[property.Name] = FromElement(property.Value);
                }

                return node;
            case JsonValueKind.Array:
                var array = new JsonArray();
                foreach (var item in element.EnumerateArray())
                {
                    array.Add(FromElement(item));
                }

                return array;
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return JsonValue.Create(JsonText.Read(element));
            default:
                return JsonValue.Create(element);
        }
    }

    /// <summary>Puts the attachments into their places.</summary>
    /// <exception cref="PacketFormatException">A placeholder for none of them.</exception>
    public static JsonNode? Fill(JsonNode? node, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        switch (node)
        {
            case JsonObject value when IsPlaceholder(value):
                return value[Number] is JsonValue number && number.TryGetValue(out int index) && index >= 0 && index < attachments.Count
                    ? JsonValue.Create(attachments[index].ToArray())
                    : throw new PacketFormatException("a placeholder of no attachment");
            case JsonObject value:
                foreach (var (key, child) in value.ToList())
                {
                    if (Fill(child, attachments) is { } filled && !ReferenceEquals(filled, child))
                    {
                        value[key] = filled;
                    }
                }

                return value;
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                {
                    if (Fill(array[i], attachments) is { } filled && !ReferenceEquals(filled, array[i]))
                    {
                        array[i] = filled;
                    }
                }

                return array;
            default:
                return node;
        }
    }

    /// <summary>Writes a tree, with placeholders for what is binary.</summary>
    public static void Write(Utf8JsonWriter writer, JsonNode? node, List<ReadOnlyMemory<byte>> attachments)
    {
        switch (node)
        {
            case JsonObject value:
                writer.WriteStartObject();
                foreach (var (key, child) in value)
                {
                    writer.WritePropertyName(key);
                    Write(writer, child, attachments);
                }

                writer.WriteEndObject();
                break;
            case JsonArray array:
                writer.WriteStartArray();
                foreach (var child in array)
                {
                    Write(writer, child, attachments);
                }

                writer.WriteEndArray();
                break;
            case JsonValue value when value.TryGetValue(out byte[]? bytes):
                WritePlaceholder(writer, bytes, attachments);
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    /// <summary>Writes a placeholder and keeps the bytes.</summary>
    public static void WritePlaceholder(Utf8JsonWriter writer, ReadOnlyMemory<byte> bytes, List<ReadOnlyMemory<byte>> attachments)
    {
        writer.WriteStartObject();
        writer.WriteBoolean(Placeholder, true);
        writer.WriteNumber(Number, attachments.Count);
        writer.WriteEndObject();
        attachments.Add(bytes);
    }

    /// <summary>Whether some value of a tree is binary.</summary>
    public static bool HasBinary(JsonNode? node) => node switch
    {
        JsonObject value => value.Any(property => HasBinary(property.Value)),
        JsonArray array => array.Any(HasBinary),
        JsonValue value => value.TryGetValue(out byte[]? _),
        _ => false,
    };

    private static bool IsPlaceholder(JsonObject value) =>
        value.TryGetPropertyValue(Placeholder, out var mark) && mark?.GetValueKind() is JsonValueKind.True;
}
