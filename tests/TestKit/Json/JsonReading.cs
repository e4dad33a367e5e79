using System.Text.Json;
using GamAgent.Protocol;

namespace TestKit;

/// <summary>Short ways to look into JSON.</summary>
public static class JsonReading
{
    /// <summary>Parses text to an element that owns its memory.</summary>
    public static JsonElement Parse(string json) => JsonElement.Parse(json);

    /// <summary>The element at a path such as <c>session.config.resources</c>; numbers index arrays.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message shows the JSON.</exception>
    public static JsonElement At(this JsonElement element, string path) =>
        element.TryAt(path) ?? throw new KeyNotFoundException($"There is no {path} in {element.GetRawText()}");

    /// <summary>The element at a path, or null.</summary>
    public static JsonElement? TryAt(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member))
            {
                element = member;
            }
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>The text at a path.</summary>
    public static string Text(this JsonElement element, string path) => element.At(path).GetString()!;

    /// <summary>An event's data as its own type, such as <see cref="ExitData"/>.</summary>
    public static T Read<T>(this EventEnvelope envelope) =>
        (T)envelope.Data.Deserialize(EventJson.Default.GetTypeInfo(typeof(T)) ?? throw new NotSupportedException($"{typeof(T)} is no event data."))!;

    /// <summary>The text of all <c>output</c> events, of one stream or of both, in their order.</summary>
    public static string OutputText(this IEnumerable<EventEnvelope> events, OutputStream? stream = null) => string.Concat(events
        .Where(e => e.Event == EventNames.Output && (stream is null || e.Stream == stream))
        .Select(e => e.Data.GetString()));
}
