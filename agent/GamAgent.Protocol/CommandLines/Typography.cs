using System.Text;

namespace GamAgent.Protocol.CommandLines;

/// <summary>Quotes, dashes and spaces that a word processor or a web page put in place of the typed ones.</summary>
public static class Typography
{
    /// <summary>The first such character outside ordinary quotes; inside them it is an argument's own.</summary>
    public static (int Position, string Name)? Find(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0')
            {
                if (Name(c) is { } name)
                {
                    return (i, name);
                }

                switch (c)
                {
                    case '\'' or '"':
                        quote = c;
                        break;
                    case '\\':
                        i++;
                        break;
                }
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (c == '\\' && quote == '"')
            {
                i++;
            }
        }

        return null;
    }

    /// <summary>The line with typed characters in their place, or null when that would not be a command line either.</summary>
    public static string? Correct(string line)
    {
        var corrected = new StringBuilder(line.Length + 8);
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote is '\'' or '"')
            {
                corrected.Append(c);
                if (c == '\\' && quote == '"' && i + 1 < line.Length)
                {
                    corrected.Append(line[++i]);
                }
                else if (c == quote)
                {
                    quote = '\0';
                }

                continue;
            }

            if (c == '\\' && i + 1 < line.Length)
            {
                corrected.Append(c).Append(line[++i]);
                continue;
            }

            quote = c is '\'' or '"' ? c : quote;
            corrected.Append(IsApostrophe(line, i) ? "\\'" : Typed(c).ToString());
        }

        var text = corrected.ToString();
        return Find(text) is null && Tokeniser.Read(text).Problem is null ? text : null;
    }

    // O’Brien: an apostrophe between letters opens no quote.
    private static bool IsApostrophe(string line, int i) =>
        line[i] == '\u2019' && i > 0 && i + 1 < line.Length && char.IsLetter(line[i - 1]) && char.IsLetter(line[i + 1]);

    private static char Typed(char c) => c switch
    {
        '\u201C' or '\u201D' or '\u201E' or '\u201F' => '"',
        '\u2018' or '\u2019' or '\u201A' or '\u201B' => '\'',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' => '-',
        '\u00A0' or '\u2007' or '\u202F' or '\u3000' => ' ',
        _ => c,
    };

    private static string? Name(char c) => Typed(c) switch
    {
        var typed when typed == c => null,
        '"' or '\'' => $"a typographic quote ({c})",
        '-' => $"a typographic dash ({c})",
        _ => "a no-break space",
    };
}
