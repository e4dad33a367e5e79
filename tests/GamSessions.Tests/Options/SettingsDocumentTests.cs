using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using GamSessions.Options;
using TestKit;

namespace GamSessions.Tests.Options;

public sealed class SettingsDocumentTests
{
    private const string Begin = "<!-- The table is compared with the code by a test; GAM_SESSIONS_UPDATE_DOCS=1 makes the test write it. -->";

    [Fact]
    public void Every_setting_has_a_rule_and_every_rule_a_setting() =>
        Assert.Equal(Settings().Select(s => s.Key).Order(StringComparer.Ordinal), SettingRules.All.Select(r => r.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_setting_says_what_it_is_and_what_range_it_has()
    {
        var docs = ReadDocs();
        foreach (var setting in Settings())
        {
            var (summary, remarks) = docs[setting.Member];
            Assert.NotEmpty(summary);
            Assert.Equal($"Range: {SettingRules.All.Single(r => r.Key == setting.Key).Range}.", remarks);
        }
    }

    [Fact]
    public void The_defaults_are_within_their_ranges()
    {
        var options = new GamSessionsOptions { DataFolder = "/x", Exposure = "router" };

        Assert.All(SettingRules.All.Concat(SettingRules.Together), rule => Assert.Null(rule.Check(options)));
    }

    [Fact]
    public void The_document_lists_every_setting_as_it_is()
    {
        var file = RepositoryRoot.Combine("docs", "settings.md");
        var text = File.ReadAllText(file);
        var start = text.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(start >= 0, "docs/settings.md has lost the line before its table");
        var expected = text[..start] + Begin + "\n\n" + Table();
        if (Environment.GetEnvironmentVariable("GAM_SESSIONS_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, expected);
        }

        Assert.Equal(expected, File.ReadAllText(file));
    }

    private static string Table()
    {
        var docs = ReadDocs();
        var table = new StringBuilder("| key | default | range | meaning |\n|---|---|---|---|\n");
        foreach (var rule in SettingRules.All)
        {
            var setting = Settings().Single(s => s.Key == rule.Key);
            table.Append(CultureInfo.InvariantCulture, $"| `{rule.Key}` | {Show(setting.Default)} | {rule.Range} | {docs[setting.Member].Summary} |\n");
        }

        table.Append("\nBetween keys:\n\n");
        foreach (var rule in SettingRules.Together)
        {
            table.Append(CultureInfo.InvariantCulture, $"- `{rule.Key}` is {rule.Range.Replace("Limits:", "", StringComparison.Ordinal)}.\n");
        }

        return table.ToString();
    }

    private static string Show(object? value) => value switch
    {
        null or System.Collections.ICollection { Count: 0 } => "none",
        TimeSpan time => $"`{time:c}`",
        ByteSize { Bytes: var bytes } when bytes >= 1 << 30 && bytes % (1 << 30) == 0 => $"`{bytes >> 30}Gi`",
        ByteSize { Bytes: var bytes } when bytes >= 1 << 20 && bytes % (1 << 20) == 0 => $"`{bytes >> 20}Mi`",
        ByteSize { Bytes: var bytes } => $"`{bytes >> 10}Ki`",
        _ => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    private static List<(string Key, string Member, object? Default)> Settings()
    {
        var found = new List<(string, string, object?)>();
        Collect(new GamSessionsOptions(), "", found);
        return found;
    }

    private static void Collect(object options, string prefix, List<(string Key, string Member, object? Default)> found)
    {
        foreach (var property in SettingsSection.Keys(options.GetType()))
        {
            var value = property.GetValue(options);
            if (property.PropertyType.Namespace == typeof(GamSessionsOptions).Namespace && property.PropertyType != typeof(ByteSize))
            {
                Collect(value!, $"{prefix}{property.Name}:", found);
            }
            else
            {
                found.Add(($"{prefix}{property.Name}", $"P:{property.DeclaringType!.FullName}.{property.Name}", value));
            }
        }
    }

    private static Dictionary<string, (string Summary, string? Remarks)> ReadDocs()
    {
        var xml = XDocument.Load(Path.ChangeExtension(typeof(GamSessionsOptions).Assembly.Location, ".xml"));
        return xml.Descendants("member").ToDictionary(
            m => (string)m.Attribute("name")!,
            m => (Text(m.Element("summary")), m.Element("remarks") is { } remarks ? Text(remarks) : null));
    }

    private static string Text(XElement? element) => element is null ? "" : string.Join(' ', string.Concat(element.Nodes().Select(n => n switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
        _ => n.ToString(),
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
