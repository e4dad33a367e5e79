using System.Text.Json;

namespace PulumiAutomation.Events;

/// <summary>Reads the CLI's JSON stream (<c>--json</c>), one event a line.</summary>
internal static class EngineEventReader
{
    private static readonly Dictionary<string, EngineEventKind> Kinds = new(StringComparer.Ordinal)
    {
        ["preludeEvent"] = EngineEventKind.Prelude,
        ["resourcePreEvent"] = EngineEventKind.ResourcePre,
        ["resOutputsEvent"] = EngineEventKind.ResourceOutputs,
        ["resOpFailedEvent"] = EngineEventKind.ResourceOperationFailed,
        ["diagnosticEvent"] = EngineEventKind.Diagnostic,
        ["stdoutEvent"] = EngineEventKind.StandardOutput,
        ["summaryEvent"] = EngineEventKind.Summary,
        ["cancelEvent"] = EngineEventKind.Cancel,
    };

    /// <summary>The event of a line, or null when the line is none (the CLI prints other things too).</summary>
    public static EngineEvent? Read(string line)
    {
        if (!line.StartsWith('{'))
        {
            return null;
        }

        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(line);
            json = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }

        if (!json.TryGetProperty("sequence", out var sequence))
        {
            return null;
        }

        var (name, body) = json.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.Object).Select(p => (p.Name, p.Value)).FirstOrDefault();
        var read = new EngineEvent
        {
            Sequence = sequence.GetInt32(),
            Timestamp = json.TryGetProperty("timestamp", out var at) ? DateTimeOffset.FromUnixTimeSeconds(at.GetInt64()) : DateTimeOffset.UnixEpoch,
            Kind = name is not null && Kinds.TryGetValue(name, out var kind) ? kind : EngineEventKind.Other,
            Json = json,
        };
        return name is null ? read : Fill(read, body);
    }

    private static EngineEvent Fill(EngineEvent read, JsonElement body) => read.Kind switch
    {
        EngineEventKind.Diagnostic => read with { Urn = Text(body, "urn"), Severity = Text(body, "severity"), Message = Text(body, "message")?.Trim() },
        EngineEventKind.StandardOutput => read with { Message = Text(body, "message")?.Trim() },
        EngineEventKind.Summary => read with { Message = Text(body, "result"), ResourceChanges = Changes(body) },
        _ => body.TryGetProperty("metadata", out var metadata)
            ? read with { Urn = Text(metadata, "urn"), Operation = Text(metadata, "op") }
            : read,
    };

    private static Dictionary<string, int> Changes(JsonElement summary) =>
        summary.TryGetProperty("resourceChanges", out var changes) && changes.ValueKind is JsonValueKind.Object
            ? changes.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal)
            : [];

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
