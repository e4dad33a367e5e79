using System.Text;
using System.Text.Json;
using GamAgent.Protocol;

namespace GamSessions.Records.Transcripts;

/// <summary>
/// Makes text of events: what was printed, both streams in the order in which the journal has them, and lines of its own for what
/// else happened, each at the beginning of a line. What was typed is in no event and so in no text.
/// </summary>
internal sealed class TranscriptText
{
    private bool _atLineStart = true;

    /// <summary>The text of an event; empty for one that has none.</summary>
    public string Next(EventEnvelope e) => e.Event switch
    {
        EventNames.Output => Printed(e.Data.GetString() ?? ""),
        EventNames.Started => Line($"$ gam {Shown(Read(e, EventJson.Default.StartedData).Args)}"),
        EventNames.Refused when Read(e, EventJson.Default.RefusedData) is var refused => Line($"[refused, {refused.Code.ToWireName()}: {OneLine(refused.Command)}]"),
        EventNames.Input when Read(e, EventJson.Default.InputData) is var input => Line($"[input of {input.Bytes} bytes by {input.By}]"),
        EventNames.Exit when Read(e, EventJson.Default.ExitData) is var exit => Line(Ended(exit)),
        EventNames.Gap when Read(e, EventJson.Default.GapData) is var gap => Line(Missing(gap)),
        _ => "",
    };

    private static T Read<T>(EventEnvelope e, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => e.Data.Deserialize(type) ?? throw new JsonException($"'{e.Event}' has no data.");

    private static string Ended(ExitData exit) => exit.ExitCode is { } code
        ? $"[{exit.Reason.ToWireName()}, code {code}]"
        : $"[{exit.Reason.ToWireName()}{(exit.Signal is { } signal ? $", {signal}" : "")}]";

    private static string Missing(GapData gap) => (gap.Reason, gap.From, gap.To) switch
    {
        (GapReason.SessionRestarted, _, _) => "[the session went on in a new place, with a new work folder]",
        (_, { } from, { } to) => $"[events {from} to {to} are no longer kept]",
        _ => "[earlier events are no longer kept]",
    };

    private static string Shown(IEnumerable<string> args)
    {
        var line = new StringBuilder();
        foreach (var arg in args)
        {
            line.Append(line.Length > 0 ? " " : "").Append(IsPlain(arg) ? arg : $"'{arg.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }

        return OneLine(line.ToString());
    }

    private static bool IsPlain(string arg) => arg.Length > 0 && !arg.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"' or '\\' or '$' or '`' or '#');

    // Nothing that looks like a line of its own, and no control characters, come out of arguments.
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private string Printed(string text)
    {
        if (text.Length > 0)
        {
            _atLineStart = text[^1] is '\n';
        }

        return text;
    }

    private string Line(string text)
    {
        var line = $"{(_atLineStart ? "" : "\n")}{text}\n";
        _atLineStart = true;
        return line;
    }
}
