using System.Text;
using CliWrap;

namespace PulumiAutomation.Commands;

/// <summary>
/// Reads one of the CLI's streams line by line. Lines are handed on as they come; the end of the text is kept for the result. Both are
/// bounded, whatever the CLI prints: a longer line is cut, of a longer text the beginning goes.
/// </summary>
internal sealed class OutputLines(SecretMask mask, Func<string, CancellationToken, ValueTask>? onLine, int keptCharacters)
{
    /// <summary>The longest line: an event that carries a whole object is far below it.</summary>
    public const int LongestLine = 16 << 20;

    private readonly StringBuilder _kept = new();

    /// <summary>What was read, or the end of it.</summary>
    public string Text => _kept.ToString();

    /// <summary>The reader of the stream.</summary>
    public PipeTarget Target => PipeTarget.Create(ReadAsync);

    private async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 16 << 10, leaveOpen: true);
        var buffer = new char[16 << 10];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var start = 0;
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] == '\n')
                {
                    Append(line, buffer.AsSpan(start, i - start));
                    await TakeAsync(line.ToString().TrimEnd('\r'), cancellationToken);
                    line.Clear();
                    start = i + 1;
                }
            }

            Append(line, buffer.AsSpan(start, read - start));
        }

        if (line.Length > 0)
        {
            await TakeAsync(line.ToString(), cancellationToken);
        }
    }

    private static void Append(StringBuilder line, ReadOnlySpan<char> text) => line.Append(text[..Math.Min(text.Length, LongestLine - line.Length)]);

    private async ValueTask TakeAsync(string text, CancellationToken cancellationToken)
    {
        var line = mask.Apply(text);
        _kept.Append(line).Append('\n');
        if (_kept.Length > keptCharacters)
        {
            _kept.Remove(0, _kept.Length - keptCharacters);
        }

        if (onLine is not null)
        {
            await onLine(line, cancellationToken);
        }
    }
}
