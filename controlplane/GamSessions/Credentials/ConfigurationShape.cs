using System.Globalization;

namespace GamSessions.Credentials;

/// <summary>
/// Whether a text is a configuration that Python's configparser, and so GAM, can read. No library served: those for .NET read other
/// dialects, and take what Python refuses.
/// </summary>
internal static class ConfigurationShape
{
    /// <summary>What is wrong, by its line and without a word of the text.</summary>
    public static string? Check(string text)
    {
        if (text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n')))
        {
            return "holds control characters; it should be a text file.";
        }

        var sections = new HashSet<string>(StringComparer.Ordinal);
        var options = new HashSet<string>(StringComparer.Ordinal);
        var (inSection, inOption, indent, number) = (false, false, 0, 0);
        foreach (var line in text.TrimStart('\ufeff').ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.Length == 0 || content[0] is '#' or ';')
            {
                continue;
            }

            var depth = line.Length - line.TrimStart().Length;
            if (inOption && depth > indent)
            {
                continue;
            }

            indent = depth;
            if (content[0] == '[' && content.LastIndexOf(']') is > 1 and var end)
            {
                if (!sections.Add(content[1..end]))
                {
                    return Wrong(number, "begins a section a second time");
                }

                (inSection, inOption) = (true, false);
                options.Clear();
                continue;
            }

            if (!inSection)
            {
                return Wrong(number, "stands before the first section; begin with [DEFAULT]");
            }

            if (content.IndexOfAny(['=', ':']) is not (> 0 and var at))
            {
                return Wrong(number, "is neither a section nor 'key = value'");
            }

            if (!options.Add(content[..at].TrimEnd().ToLowerInvariant()))
            {
                return Wrong(number, "sets a key a second time");
            }

            inOption = true;
        }

        return sections.Count > 0 ? null : "has no section; it should begin with [DEFAULT].";
    }

    private static string Wrong(int line, string what) => string.Create(CultureInfo.InvariantCulture, $"can't be read by GAM: line {line} {what}.");
}
