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
        if (!lines.Any(IsDefaultHeader))
        {
            // Put first, it takes in whatever stands before the first section, so what is there has to be looked at anew.
            lines = CfgText.Parse($"[{CfgText.DefaultSection}]\n{(lines.Count > 0 ? "\n" : "")}{text.TrimStart('\ufeff')}");
        }

        var present = lines
            .Where(line => line is { Kind: CfgLineKind.Option, Section: CfgText.DefaultSection })
            .Select(line => line.Name!)
            .ToHashSet(StringComparer.Ordinal);
        var added = forced.Concat(defaults).Where(pair => !present.Contains(pair.Key)).ToList();
        var result = new StringBuilder(text.Length + 1024);
        var place = added.Count > 0 ? PlaceForNew(lines) : -1;
        var written = new HashSet<(string Section, string Key)>();
        for (var i = 0; i < lines.Count; i++)
        {
            AppendLine(result, lines[i], forced, written);
            if (i == place)
            {
                AppendOptions(result, lines, i, added);
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// The line after which new options go: the header of [DEFAULT], and any lines after it that are neither option nor section. (Those are errors, and after an
    /// option would make more of its value out of what follows.)
    /// </summary>
    private static int PlaceForNew(List<CfgLine> lines)
    {
        var place = lines.FindIndex(IsDefaultHeader);
        for (var i = place + 1; i < lines.Count && lines[i].Kind is (CfgLineKind.Nothing or CfgLineKind.Unknown); i++)
        {
            place = lines[i].Kind == CfgLineKind.Unknown ? i : place;
        }

        return place;
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
