namespace GamAgent.Runner.Tests.Credentials;

/// <summary>A second reading of Python's RawConfigParser, written on its own, to check the product's against: values by section, inheritance by DEFAULT.</summary>
internal static class ConfigParser
{
    public static Dictionary<string, Dictionary<string, string>> Parse(string text)
    {
        var sections = new Dictionary<string, Dictionary<string, string>>();
        Dictionary<string, string>? current = null;
        string? option = null;
        var level = 0;
        foreach (var line in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'))
        {
            var value = line.Trim();
            if (value.Length == 0 || value[0] is '#' or ';')
            {
                continue;
            }

            var indent = line.Length - line.TrimStart().Length;
            if (current is not null && option is not null && indent > level)
            {
                current[option] += "\n" + value;
                continue;
            }

            level = indent;
            if (value[0] == '[' && value.LastIndexOf(']') > 1)
            {
                var name = value[1..value.LastIndexOf(']')];
                current = sections.TryGetValue(name, out var known) ? known : sections[name] = [];
                option = null;
            }
            else if (value.IndexOfAny(['=', ':']) is > 0 and var at && current is not null)
            {
                option = value[..at].Trim().ToLowerInvariant();
                current[option] = value[(at + 1)..].Trim();
            }
        }

        return sections;
    }
}
