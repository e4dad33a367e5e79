namespace GamAgent.Server.BulkFiles;

/// <summary>The file that a bulk command reads its rows from, as its arguments name it.</summary>
/// <param name="Path">The path as it was typed.</param>
/// <param name="Csv">CSV rows; else command lines.</param>
internal sealed record BulkFile(string Path, bool Csv)
{
    private static readonly string[] Before = ["select", "config", "multiprocessexit", "redirect", "showsections"];

    // Sources that are no file, and options that change what a quote is.
    private static readonly string[] Elsewhere = ["-", "gdoc", "gsheet", "gcsdoc", "gcscsv"];
    private static readonly string[] OtherQuotes = ["quotechar", "columndelimiter", "noescapechar"];

    /// <summary>The file of <c>batch</c>, <c>tbatch</c>, <c>csv</c> or <c>loop</c>; null for any other command.</summary>
    public static BulkFile? Find(IReadOnlyList<string> args)
    {
        var verb = 0;
        if (args.Count > 0 && Before.Contains(Word(args[0])))
        {
            // What stands before a command has words of its own; "redirect csv FILE" is one of them.
            verb = Enumerable.Range(1, args.Count - 1).FirstOrDefault(i => IsBulk(Word(args[i])) && Word(args[i - 1]) != "redirect");
        }

        if (args.Count <= verb + 1 || !IsBulk(Word(args[verb])) || Elsewhere.Contains(Word(args[verb + 1])))
        {
            return null;
        }

        var csv = Word(args[verb]) is "csv" or "loop";
        var options = args.Skip(verb + 2).TakeWhile(a => Word(a) != "gam");
        return csv && options.Any(o => OtherQuotes.Contains(Word(o))) ? null : new BulkFile(args[verb + 1], csv);
    }

    /// <summary>Where in the file's text a quote was opened that is never closed; null when there is none.</summary>
    public OpenQuote? FindOpenQuote(string text) => Csv ? OpenQuote.InCsv(text) : OpenQuote.InBatch(text);

    private static bool IsBulk(string word) => word is "batch" or "tbatch" or "csv" or "loop";

    // GAM ignores case and underscores in its own words.
    private static string Word(string arg) => arg.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
