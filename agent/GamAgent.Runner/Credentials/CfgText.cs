namespace GamAgent.Runner.Credentials;

/// <summary>
/// Takes a configuration file apart the way Python's configparser reads it (as GAM uses it: <c>=</c> and <c>:</c>, comments by <c>#</c> and
/// <c>;</c> on lines of their own, values that go on in deeper indented lines), so that it can be changed without touching anything else. No library
/// served: those for .NET know other dialects and write a file anew.
/// </summary>
internal static class CfgText
{
    /// <summary>The section whose options are every section's.</summary>
    internal const string DefaultSection = "DEFAULT";

    /// <summary>All lines.</summary>
    internal static List<CfgLine> Parse(string text)
    {
        var lines = new List<CfgLine>();
        string? section = null;
        string? option = null;
        var indent = 0;
        foreach (var line in Lines(text))
        {
            var content = line.AsSpan(IndentOf(line)).TrimEnd(WhiteSpace);
            if (content.IsEmpty || content[0] is '#' or ';')
            {
                lines.Add(new CfgLine(line, CfgLineKind.Nothing, null, section));
                continue;
            }

            if (section is not null && option is not null && IndentOf(line) > indent)
            {
                lines.Add(new CfgLine(line, CfgLineKind.Continuation, option, section));
                continue;
            }

            indent = IndentOf(line);
            if (SectionName(content) is { } name)
            {
                section = name;
                option = null;
                lines.Add(new CfgLine(line, CfgLineKind.Section, name, section));
            }
            else if (content.IndexOfAny('=', ':') is > 0 and var at && section is not null)
            {
                option = content[..at].TrimEnd(WhiteSpace).ToString().ToLowerInvariant();
                lines.Add(new CfgLine(line, CfgLineKind.Option, option, section));
            }
            else
            {
                lines.Add(new CfgLine(line, CfgLineKind.Unknown, null, section));
            }
        }

        return lines;
    }

    /// <summary>How many characters of white space a line begins with, its line end not counted.</summary>
    internal static int IndentOf(string line)
    {
        var content = line.AsSpan().TrimEnd("\r\n");
        return content.Length - content.TrimStart(WhiteSpace).Length;
    }

    // As Python's str.strip has it.
    private static ReadOnlySpan<char> WhiteSpace =>
        "\t\n\v\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

    private static string? SectionName(ReadOnlySpan<char> content) =>
        content[0] == '[' && content.LastIndexOf(']') is > 1 and var end ? content[1..end].ToString() : null;

    private static IEnumerable<string> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var at ? start + at + 1 : text.Length;
            if (text[end - 1] == '\r' && end < text.Length && text[end] == '\n')
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }
}
