namespace GamAgent.Protocol.CommandLines;

/// <summary>A command line read into arguments, or why it can't be run as written.</summary>
public sealed record CommandLine
{
    private CommandLine(IReadOnlyList<string>? args, ErrorData? error) => (Args, Error) = (args, error);

    /// <summary>The arguments without <c>gam</c> itself; null when there is an error.</summary>
    public IReadOnlyList<string>? Args { get; }

    /// <summary><see cref="ErrorCode.BadCommand"/> or <see cref="ErrorCode.NotAllowed"/>, with what to do next; null when there are arguments.</summary>
    public ErrorData? Error { get; }

    /// <summary>
    /// Reads a line as a person would paste it: POSIX quoting without any expansion; a leading <c>gam</c>, <c>$ gam</c> or path ending in
    /// <c>/gam</c> is dropped. What only a shell could do, and what a word processor did to the quotes, is refused with advice.
    /// </summary>
    public static CommandLine Parse(string line)
    {
        var typographic = Typography.Find(line);
        if (typographic is { } found)
        {
            return Bad(
                $"character {found.Position + 1} is {found.Name}, which GAM would take literally",
                "put quotes around it if it is meant; else send the corrected line",
                Typography.Correct(line));
        }

        var (tokens, problem) = Tokeniser.Read(line);
        if (problem is not null)
        {
            return Bad(problem.Message, problem.Hint);
        }

        var first = 0;
        if (tokens.Count > 0 && tokens[0] is { Text: "$", Quoted: false })
        {
            first++;
        }

        if (tokens.Count > first && OtherPrograms.IsGam(tokens[first].Text))
        {
            first++;
        }
        else if (tokens.Count > first && OtherPrograms.Names(tokens[first].Text))
        {
            return new CommandLine(null, new ErrorData
            {
                Code = ErrorCode.NotAllowed,
                Message = $"'{Shown(tokens[first].Text)}' is another program; only gam runs here, and no shell",
                Hint = "start with a gam command, as in: gam info domain",
            });
        }

        return new CommandLine([.. tokens.Skip(first).Select(t => t.Text)], null);
    }

    private static CommandLine Bad(string message, string? hint, string? suggestion = null) =>
        new(null, new ErrorData { Code = ErrorCode.BadCommand, Message = message, Hint = hint, Suggestion = suggestion });

    private static string Shown(string word) => word.Length <= 64 ? word : string.Concat(word.AsSpan(0, 64), "…");
}
