using GamAgent.Protocol.CommandLines;

namespace GamAgent.Server.Commands;

/// <summary>Which arguments are secrets. What events, audit and logs show is <see cref="Redact"/>; what output must not show is <see cref="Find"/>.</summary>
internal static class SecretArguments
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "***";

    /// <summary>Shorter ones are not looked for in output: they would turn up everywhere.</summary>
    public const int ShortestInOutput = 4;

    // GAM's own words for "make one up" and "ask me": no secrets, and needed to understand a command.
    private static readonly HashSet<string> Keywords =
        new(["prompt", "uniqueprompt", "random", "uniquerandom", "blocklogin"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> SecretWords = new(
        ["password", "notifypassword", "temppassword", "accesstoken", "refreshtoken", "idtoken"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The arguments with every secret masked, wherever it stands: a password may be the note to its user as well.</summary>
    public static IReadOnlyList<string> Redact(IReadOnlyList<string> args)
    {
        string[] found = [.. Find(args).OrderByDescending(secret => secret.Length)];
        return [.. args.Select((arg, i) => IsSecret(args, i) ? Mask : found.Aggregate(arg, (text, secret) => text.Replace(secret, Mask, StringComparison.Ordinal)))];
    }

    /// <summary>The secrets that are to be looked for in what the command prints.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<string> args) =>
        args.Where((arg, i) => arg.Length >= ShortestInOutput && IsSecret(args, i));

    /// <summary>A command line as it may be shown: redacted word by word, or from its first secret word on where it has no words.</summary>
    public static string RedactLine(string line)
    {
        // Typographic quotes hold words together for the person who typed them, not for the tokeniser.
        if (Typography.Find(line) is null && Tokeniser.Read(line) is { Problem: null } read)
        {
            return Join([.. read.Tokens.Select(t => t.Text)]);
        }

        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = Array.FindIndex(words, w => IsSecretWord(WithoutQuotes(w)) || LooksLikeToken(WithoutQuotes(w)));
        return first < 0 ? line : string.Join(' ', words[..first].Concat(LooksLikeToken(WithoutQuotes(words[first])) ? [] : [words[first]]).Append(Mask));
    }

    /// <summary>Arguments as one line, redacted.</summary>
    public static string Join(IReadOnlyList<string> args) =>
        string.Join(' ', Redact(args).Select(a => a == Mask ? a : Tokeniser.Quote(a)));

    private static bool IsSecret(IReadOnlyList<string> args, int i) =>
        (i > 0 && IsSecretWord(args[i - 1]) && !Keywords.Contains(args[i])) || LooksLikeToken(args[i]);

    // GAM ignores case and underscores in its own words.
    private static bool IsSecretWord(string word) => SecretWords.Contains(word.Replace("_", "", StringComparison.Ordinal));

    private static string WithoutQuotes(string word) =>
        word.Trim('"', '\'', '\\', '`', '\u201C', '\u201D', '\u201E', '\u201F', '\u2018', '\u2019', '\u201A', '\u201B');

    // Google's access and refresh tokens, and JWTs.
    private static bool LooksLikeToken(string word) =>
        word.Length >= 20 && (word.StartsWith("ya29.", StringComparison.Ordinal)
            || word.StartsWith("1//", StringComparison.Ordinal)
            || word.StartsWith("eyJ", StringComparison.Ordinal));
}
