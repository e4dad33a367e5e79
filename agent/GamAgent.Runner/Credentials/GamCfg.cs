using System.Text;

namespace GamAgent.Runner.Credentials;

/// <summary>
/// Merges our keys into a <c>gam.cfg</c>: forced ones get our value wherever they stand, in every section, and stand in [DEFAULT] in any case;
/// the others are added to [DEFAULT] where it has none. Comments, order and everything else of the file stay as they are.
/// </summary>
internal static class GamCfg
{
    /// <summary>Merges.</summary>
    /// <param name="text">The user's file; empty for none.</param>
    /// <param name="forced">Keys that are ours, with their values.</param>
    /// <param name="defaults">Keys that are ours only where the user set nothing.</param>
    internal static string Merge(string text, IReadOnlyDictionary<string, string> forced, IReadOnlyDictionary<string, string> defaults)
    {
        var lines = CfgText.Parse(text.TrimStart('\ufeff'));
        var present = lines
            .Where(line => line is { Kind: CfgLineKind.Option, Section: CfgText.DefaultSection })
            .Select(line => line.Name!)
            .ToHashSet(StringComparer.Ordinal);
        var added = forced.Concat(defaults).Where(pair => !present.Contains(pair.Key)).ToList();
        var result = new StringBuilder(text.Length + 1024);
        var pending = added.Count > 0;
        if (pending && !lines.Any(IsDefaultHeader))
        {
            AppendDefaultSection(result, lines, added);
            pending = false;
        }

        var written = new HashSet<(string Section, string Key)>();
        for (var i = 0; i < lines.Count; i++)
        {
            AppendLine(result, lines[i], forced, written);
            if (pending && IsDefaultHeader(lines[i]))
            {
                AppendOptions(result, lines, i, added);
                pending = false;
            }
        }

        return result.ToString();
    }

    private static bool IsDefaultHeader(CfgLine line) => line is { Kind: CfgLineKind.Section, Name: CfgText.DefaultSection };

    private static void AppendLine(
        StringBuilder result, CfgLine line, IReadOnlyDictionary<string, string> forced, HashSet<(string Section, string Key)> written)
    {
        if (line.Kind is not (CfgLineKind.Option or CfgLineKind.Continuation) || !forced.TryGetValue(line.Name!, out var value))
        {
            result.Append(line.Text);
        }
        else if (line.Kind == CfgLineKind.Option && written.Add((line.Section!, line.Name!)))
        {
            // The same indent, since deeper indented lines after it would become part of its value.
            result.Append(line.Indent).Append(line.Name).Append(" = ").Append(value).Append(line.LineEnd);
        }
    }

    private static void AppendDefaultSection(StringBuilder result, List<CfgLine> lines, List<KeyValuePair<string, string>> added)
    {
        var indent = NextIndent(lines, -1);
        result.Append(indent).Append('[').Append(CfgText.DefaultSection).Append("]\n");
        AppendOptions(result, lines, -1, added);
        if (lines.Count > 0)
        {
            result.Append('\n');
        }
    }

    private static void AppendOptions(StringBuilder result, List<CfgLine> lines, int after, List<KeyValuePair<string, string>> added)
    {
        if (result.Length > 0 && result[^1] is not ('\n' or '\r'))
        {
            result.Append('\n');
        }

        var indent = NextIndent(lines, after);
        foreach (var (key, value) in added)
        {
            result.Append(indent).Append(key).Append(" = ").Append(value).Append('\n');
        }
    }

    // No less than that of the next line with content, which would otherwise be read as more of our value.
    private static string NextIndent(List<CfgLine> lines, int after) =>
        lines.Skip(after + 1).FirstOrDefault(line => line.Kind != CfgLineKind.Nothing)?.Indent ?? "";
}
