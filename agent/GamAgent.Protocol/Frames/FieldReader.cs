using System.Text.Json;

namespace GamAgent.Protocol.Frames;

/// <summary>
/// Reads the fields of one JSON object of a frame and complains by field name: unknown ones, wrong types, duplicates.
/// The serialiser did not serve: its messages speak of .NET types and positions, not of fields and what belongs there.
/// </summary>
internal sealed class FieldReader
{
    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);

    private FieldReader(string path) => _path = path;

    /// <summary>The fields of an object, of which all must be known.</summary>
    /// <exception cref="FrameFormatException">It is no object, or has unknown or repeated fields.</exception>
    public static FieldReader Open(JsonElement element, string path, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FrameFormatException($"'{path}' must be an object");
        }

        var reader = new FieldReader(path);
        foreach (var property in element.EnumerateObject())
        {
            var name = property.Name;
            if (!known.Contains(name))
            {
                throw new FrameFormatException(
                    $"unknown field '{reader.Full(Shown(name))}'",
                    known.Length == 0 ? $"'{path}' takes no fields" : $"known here: {string.Join(", ", known.ToArray())}");
            }

            if (!reader._fields.TryAdd(name, property.Value))
            {
                throw new FrameFormatException($"field '{reader.Full(name)}' stands there twice");
            }
        }

        return reader;
    }

    public bool Has(string name) => _fields.ContainsKey(name);

    public JsonElement Raw(string name) => _fields.TryGetValue(name, out var value) ? value : default;

    public string RequiredText(string name) => Text(name) ?? throw Missing(name, "text");

    public string? Text(string name)
    {
        if (!_fields.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "text");
    }

    public bool Flag(string name)
    {
        if (!_fields.TryGetValue(name, out var value))
        {
            return false;
        }

        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(name, "true or false"),
        };
    }

    public long? Number(string name, long least, long most)
    {
        if (!_fields.TryGetValue(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, $"a whole number from {least} to {most}");
    }

    public IReadOnlyList<string>? Texts(string name)
    {
        if (!_fields.TryGetValue(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, "an array of texts");
        }

        var texts = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String)
            {
                throw Wrong($"{name}[{texts.Count}]", "text");
            }

            texts.Add(item.GetString()!);
        }

        return texts;
    }

    public FrameFormatException Missing(string name, string kind) => new($"field '{Full(name)}' is missing ({kind})");

    public FrameFormatException Wrong(string name, string kind) => new($"field '{Full(name)}' must be {kind}");

    // A client's own text comes back to it, but a short and harmless piece of it only.
    private static string Shown(string name) =>
        new([.. name.Take(64).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);

    private string Full(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
