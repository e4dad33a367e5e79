using System.Globalization;
using GamAgent.Protocol;

namespace GamSessions.Access;

/// <summary>The words after <c>keys</c>.</summary>
/// <param name="Verb"><c>add</c>, <c>list</c> or <c>revoke</c>.</param>
/// <param name="Name">The key's name; null for <c>list</c>.</param>
/// <param name="Role">For <c>add</c>.</param>
/// <param name="Owner">For <c>add</c>; null for the key's own name.</param>
/// <param name="ExpiresAt">For <c>add</c>; null for never.</param>
internal sealed record KeysArguments(string Verb, string? Name, CallerRole Role, string? Owner, DateTimeOffset? ExpiresAt)
{
    private const int MaxNameLength = 64;
    private const int MaxDays = 3650;

    /// <summary>Reads the words; null with what is wrong.</summary>
    public static KeysArguments? Parse(IReadOnlyList<string> words, DateTimeOffset now, out string? problem)
    {
        var plain = new List<string>();
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].StartsWith("--GamSessions:", StringComparison.OrdinalIgnoreCase))
            {
                // A setting, as the host itself takes it: with its value behind '=' or as the next word.
                i += words[i].Contains('=', StringComparison.Ordinal) ? 0 : 1;
                continue;
            }

            if (!words[i].StartsWith('-'))
            {
                plain.Add(words[i]);
                continue;
            }

            var (option, value) = words[i].Split('=', 2) is [var o, var v] ? (o, v) : (words[i], ++i < words.Count ? words[i] : null);
            if (option is not ("--role" or "--owner" or "--expires") || value is null || !options.TryAdd(option, value))
            {
                problem = value is null ? $"{option} needs a value." : $"{option} is unknown, or there twice.";
                return null;
            }
        }

        return Make(plain, options, now, out problem);
    }

    private static KeysArguments? Make(List<string> plain, Dictionary<string, string> options, DateTimeOffset now, out string? problem)
    {
        var verb = plain.Count > 0 ? plain[0] : "";
        var owner = options.GetValueOrDefault("--owner");
        DateTimeOffset? expiresAt = null;
        var role = options.TryGetValue("--role", out var roleName) ? ProtocolNames.FromWireName<CallerRole>(roleName) : CallerRole.Operator;
        problem = (verb, plain.Count) switch
        {
            ("list", 1) when options.Count == 0 => null,
            ("add", 2) => IsName(plain[1]) ? null : $"'{plain[1]}' is no name: 1 to {MaxNameLength} letters, digits and . _ @ -",
            ("revoke", 2) when options.Count == 0 => null,
            _ => "That is none of the forms of `keys`.",
        };
        problem ??= role is null ? $"'{roleName}' is no role: viewer, operator or administrator." : null;
        problem ??= owner is null || IsName(owner) ? null : $"'{owner}' is no owner: 1 to {MaxNameLength} letters, digits and . _ @ -";
        if (problem is null && options.TryGetValue("--expires", out var when))
        {
            expiresAt = When(when, now);
            problem = expiresAt is null ? $"'{when}' is no time: a date (2027-01-31), a time with its zone (2027-01-31T12:00:00Z) or days (90d)."
                : expiresAt <= now ? $"'{when}' is over already." : null;
        }

        return problem is null ? new KeysArguments(verb, plain.ElementAtOrDefault(1), role!.Value, owner, expiresAt) : null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '@' or '-');

    private static DateTimeOffset? When(string text, DateTimeOffset now)
    {
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days))
        {
            return days is > 0 and <= MaxDays ? now.AddDays(days) : null;
        }

        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }
}
