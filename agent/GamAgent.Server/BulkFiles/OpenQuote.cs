namespace GamAgent.Server.BulkFiles;

/// <summary>
/// A quote that a file opens and never closes. GAM takes none of the lines of such a batch file, and of such a CSV file it takes all that follows for one
/// value. Own code, since no library tells the place: splitters throw, and CSV readers read on to the end.
/// </summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The place in it, from 1.</param>
/// <param name="Quote">The quote.</param>
internal sealed record OpenQuote(int Line, int Column, char Quote)
{
    /// <summary>In a file of command lines: each line stands alone, with the quoting of a POSIX shell; a line that begins with <c>#</c> is a comment.</summary>
    public static OpenQuote? InBatch(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (!line.TrimStart().StartsWith('#') && OpenIn(line) is { } at)
            {
                return new OpenQuote(number, at + 1, line[at]);
            }
        }

        return null;
    }

    /// <summary>
    /// In a CSV file: a value in double quotes may have lines; within it a quote is doubled or, as GAM reads by default, escaped by a backslash. Only what
    /// is open in both readings is told.
    /// </summary>
    public static OpenQuote? InCsv(string text) => InCsv(text, escapes: false) is { } open && InCsv(text, escapes: true) is not null ? open : null;

    private static int? OpenIn(ReadOnlySpan<char> line)
    {
        int? open = null;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && (open is null || line[open.Value] == '"'))
            {
                i++;
            }
            else if (open is { } at)
            {
                open = c == line[at] ? null : open;
            }
            else if (c is '\'' or '"')
            {
                open = i;
            }
        }

        return open;
    }

    private static OpenQuote? InCsv(string text, bool escapes)
    {
        OpenQuote? open = null;
        var (line, start, valueStarts) = (1, 0, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
            {
                (line, start) = (line + 1, i + 1);
            }

            if (open is null)
            {
                open = c == '"' && valueStarts ? new OpenQuote(line, i - start + 1, c) : null;
                valueStarts = c is ',' or '\n' or '\r';
            }
            else if (escapes && c == '\\')
            {
                i++;
            }
            else if (c == '"')
            {
                // Doubled, it opens again at once.
                (open, valueStarts) = i + 1 < text.Length && text[i + 1] == '"' ? (open, false) : (null, false);
                i += open is null ? 0 : 1;
            }
        }

        return open;
    }
}
