using System.Buffers;
using System.Text.Json;

namespace GamSessions.Records.Transcripts;

/// <summary>
/// Makes lines of asciicast, version 2 (https://docs.asciinema.org/manual/asciicast/v2/): a header, then <c>[seconds, "o", text]</c>.
/// Line ends become CR LF, as a terminal gets them from its line discipline; commands see raw terminals. Times never go back.
/// </summary>
internal sealed class AsciicastLines
{
    // What people have: the terminal that commands see is as wide as it can be, so that nothing wraps.
    private const int Columns = 120;
    private const int Rows = 30;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private DateTimeOffset? _began;
    private double _last;
    private bool _afterReturn;

    /// <summary>The header; <paramref name="began"/> is the time of the first event, null when there is none.</summary>
    public ReadOnlyMemory<byte> Header(DateTimeOffset? began, string title)
    {
        _began = began;
        return Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 2);
            json.WriteNumber("width", Columns);
            json.WriteNumber("height", Rows);
            if (began is { } time)
            {
                json.WriteNumber("timestamp", time.ToUnixTimeSeconds());
            }

            json.WriteString("title", title);
            json.WriteEndObject();
        });
    }

    /// <summary>A text that appeared at a time; null for right after the one before.</summary>
    public ReadOnlyMemory<byte> Output(DateTimeOffset? at, string text)
    {
        if (at is { } time)
        {
            _last = Math.Max(_last, (time - (_began ?? time)).TotalSeconds);
        }

        var shown = WithReturns(text);
        return Write(json =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(_last, 6));
            json.WriteStringValue("o");
            json.WriteStringValue(shown);
            json.WriteEndArray();
        });
    }

    private string WithReturns(string text)
    {
        var result = new System.Text.StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c is '\n' && !_afterReturn)
            {
                result.Append('\r');
            }

            result.Append(c);
            _afterReturn = c is '\r';
        }

        return result.ToString();
    }

    // The writer's own encoder escapes all that cannot be printed, and more.
    private ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            write(json);
        }

        _buffer.Write("\n"u8);
        return _buffer.WrittenMemory;
    }
}
