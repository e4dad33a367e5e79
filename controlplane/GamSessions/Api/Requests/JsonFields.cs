using System.Text.Json;

namespace GamSessions.Api.Requests;

/// <summary>
/// The fields of one JSON object, taken one by one; what nobody took is unknown. The serialiser stops at the first wrong field and words
/// it for programmers; callers of this API get all of them, by name.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly string _prefix;
    private readonly FieldErrors _errors;

    public JsonFields(JsonElement element, string prefix, FieldErrors errors)
    {
        _prefix = prefix;
        _errors = errors;
        foreach (var property in element.EnumerateObject())
        {
            _left[property.Name] = property.Value;
        }
    }

    /// <summary>A text, or null when it is absent or null.</summary>
    public string? Text(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is not JsonValueKind.String)
        {
            return Wrong(name, "must be a text (a JSON string)");
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return Wrong(name, "is not valid Unicode");
        }
    }

    /// <summary>A whole number between two, or null when it is absent or null.</summary>
    public int? Number(string name, int from, int to)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out var number) && number >= from && number <= to)
        {
            return number;
        }

        Wrong(name, $"must be a whole number between {from} and {to}");
        return null;
    }

    /// <summary>A list of texts, or null when it is absent or null.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        try
        {
            if (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String))
            {
                return [.. value.EnumerateArray().Select(item => item.GetString()!)];
            }

            Wrong(name, "must be a list of texts");
        }
        catch (InvalidOperationException)
        {
            Wrong(name, "is not valid Unicode");
        }

        return null;
    }

    /// <summary>An object's fields, or null when it is absent or null.</summary>
    public JsonFields? Object(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Object)
        {
            return new JsonFields(value, $"{_prefix}{name}.", _errors);
        }

        Wrong(name, "must be an object");
        return null;
    }

    /// <summary>Says what is wrong with a field.</summary>
    public string? Wrong(string name, string message)
    {
        _errors.Add(_prefix + name, message + ".");
        return null;
    }

    /// <summary>Refuses what nobody took.</summary>
    public void NothingElse()
    {
        foreach (var name in _left.Keys)
        {
            // An echo of what came, cut short: it can be as long as the body.
            _errors.Add(_prefix + (name.Length > 100 ? name[..100] : name), $"is unknown; the fields are {string.Join(", ", _known)}.");
        }
    }

    private JsonElement? Take(string name)
    {
        _known.Add(name);
        return _left.Remove(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
    }
}
