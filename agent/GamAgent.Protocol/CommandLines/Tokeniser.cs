using System.Text;

namespace GamAgent.Protocol.CommandLines;

/// <summary>
/// Splits a line into words the POSIX way, without any expansion: <c>$ * ~ ( )</c> are legal in Drive queries and passwords.
/// The parsers of .NET follow the rules of Windows or of option syntax, none those of a shell.
/// </summary>
public static class Tokeniser
{
    private const string OneByOne = "there is no shell here: send the commands one by one, or use gam batch FILE";
    private const string Redirect = "there is no shell here: write output to a file with gam redirect csv ./file.csv …; quote the character if it belongs to an argument";

    /// <summary>Reads all words of a line.</summary>
    /// <returns>The words, or the first problem.</returns>
    public static (IReadOnlyList<Token> Tokens, TokenProblem? Problem) Read(string line)
    {
        if (line.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
        {
            return ([], new TokenProblem($"character {nul + 1} is NUL, which no argument can hold", "remove it", nul));
        }

        var tokens = new List<Token>();
        var word = new StringBuilder();
        var i = 0;
        while (true)
        {
            while (i < line.Length && line[i] is ' ' or '\t' or '\r')
            {
                i++;
            }

            if (i < line.Length && line[i] == '\n' && string.IsNullOrWhiteSpace(line[i..]))
            {
                i = line.Length;
            }

            if (i >= line.Length)
            {
                return (tokens, null);
            }

            var (token, problem) = ReadWord(line, ref i, word);
            if (problem is not null)
            {
                return ([], problem);
            }

            if (token is { } t)
            {
                tokens.Add(t);
            }
        }
    }

    /// <summary>Writes an argument so that <see cref="Read"/> gives it back.</summary>
    public static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:@=,+%~".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static (Token? Token, TokenProblem? Problem) ReadWord(string line, ref int i, StringBuilder word)
    {
        word.Clear();
        var start = i;
        var quoted = false;
        var any = false;
        for (; i < line.Length; i++)
        {
            var c = line[i];
            switch (c)
            {
                case ' ' or '\t' or '\r':
                    return Done(i);
                case '\n' when string.IsNullOrWhiteSpace(line[i..]):
                    return Done(i);
                case '\n':
                    return (null, new TokenProblem($"a second line begins at character {i + 2}", OneByOne, i));
                case '\'':
                    var close = line.IndexOf('\'', i + 1);
                    if (close < 0)
                    {
                        return (null, Unclosed("'", i));
                    }

                    word.Append(line, i + 1, close - i - 1);
                    (quoted, any, i) = (true, true, close);
                    break;
                case '"':
                    var open = i;
                    if (!ReadDoubleQuoted(line, ref i, word))
                    {
                        return (null, Unclosed("\"", open));
                    }

                    (quoted, any) = (true, true);
                    break;
                case '\\' when i + 1 == line.Length:
                    return (null, new TokenProblem(
                        $"the backslash at the end (character {i + 1}) has nothing after it", "remove it, or double it if it is meant", i));
                case '\\' when line[i + 1] == '\n':
                    i++;
                    break;
                case '\\':
                    word.Append(line[++i]);
                    (quoted, any) = (true, true);
                    break;
                case '|' or ';':
                    return (null, new TokenProblem($"an unquoted '{c}' at character {i + 1}", c == '|' ? Redirect : OneByOne, i));
                case '>' or '<':
                    return (null, new TokenProblem($"an unquoted '{c}' at character {i + 1}", Redirect, i));
                case '&' when StandsForShell(line, i, start):
                    return (null, new TokenProblem($"an unquoted '&' at character {i + 1}", OneByOne, i));
                default:
                    word.Append(c);
                    any = true;
                    break;
            }
        }

        return Done(i);

        (Token?, TokenProblem?) Done(int end) => (any ? new Token(word.ToString(), start, end, quoted) : null, null);
    }

    // && anywhere, and & as a word of its own; in the middle of a word (R&D) it is taken literally.
    private static bool StandsForShell(string line, int i, int start) =>
        (i + 1 < line.Length && line[i + 1] == '&') || (i == start && (i + 1 == line.Length || line[i + 1] is ' ' or '\t' or '\r' or '\n'));

    private static bool ReadDoubleQuoted(string line, ref int i, StringBuilder word)
    {
        for (i++; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"':
                    return true;
                case '\\' when i + 1 < line.Length && line[i + 1] is '"' or '\\' or '$' or '`':
                    word.Append(line[++i]);
                    break;
                case '\\' when i + 1 < line.Length && line[i + 1] == '\n':
                    i++;
                    break;
                default:
                    word.Append(line[i]);
                    break;
            }
        }

        return false;
    }

    private static TokenProblem Unclosed(string quote, int position) => new(
        $"the {quote} at character {position + 1} is never closed",
        quote == "'" ? "close it, or write an apostrophe as \\' or inside \"…\"" : "close it, or write it as \\\"",
        position);
}
