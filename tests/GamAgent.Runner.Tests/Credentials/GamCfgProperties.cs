using FsCheck;
using FsCheck.Fluent;
using GamAgent.Runner.Credentials;

namespace GamAgent.Runner.Tests.Credentials;

public sealed class GamCfgProperties
{
    private static readonly Dictionary<string, string> Forced = new() { ["config_dir"] = "/ours/é", ["show_commands"] = "true" };
    private static readonly Dictionary<string, string> Defaults = new() { ["process_wait_limit"] = "300", ["cmdlog"] = "" };

    private static readonly string[] Pieces =
    [
        "[DEFAULT]", "[client]", "  [deep]", "[two words]", "config_dir = /theirs", "CONFIG_DIR: x", "config_dir=", "show_commands = false", "  show_commands = false",
        "process_wait_limit = 0", "customer_id = abc", "    customer_id = abc", "domain : example.com", "\tmore of it", "   config_dir = inside a value", "# comment = x",
        "  ; comment", "", "   ", "no delimiter", "= no name", "admin = a=b:c", "cmdlog = /x", "[", "[]", "ключ = значение", "a\u00a0b = c",
    ];

    private static readonly string[] LineEnds = ["\n", "\n", "\n", "\r\n", "\r"];

    [Fact]
    public void Whatever_the_file_forced_keys_win_everywhere_and_nothing_else_of_it_changes()
    {
        var lines = Gen.Elements(Pieces).Zip(Gen.Elements(LineEnds), (piece, end) => piece + end);
        var files = lines.ListOf().Select(list => string.Concat(list)).ToArbitrary();

        Prop.ForAll(files, Check).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Merging_twice_is_merging_once()
    {
        var files = Gen.Elements(Pieces).ListOf().Select(list => string.Join('\n', list)).ToArbitrary();

        Prop.ForAll(files, text =>
        {
            var once = GamCfg.Merge(text, Forced, Defaults);
            return GamCfg.Merge(once, Forced, Defaults) == once;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static void Check(string text)
    {
        // What stands before the first section is an error to GAM; with no [DEFAULT] in the file, ours goes before it and takes it in.
        var before = ConfigParser.Parse(text);
        if (!before.ContainsKey("DEFAULT"))
        {
            before = ConfigParser.Parse("[DEFAULT]\n" + text);
        }

        var after = ConfigParser.Parse(GamCfg.Merge(text, Forced, Defaults));

        foreach (var (key, value) in Forced)
        {
            Assert.Equal(value, after["DEFAULT"][key]);
            Assert.All(after.Values.Where(section => section.ContainsKey(key)), section => Assert.Equal(value, section[key]));
        }

        foreach (var (key, value) in Defaults)
        {
            var theirs = before.GetValueOrDefault("DEFAULT")?.GetValueOrDefault(key);
            Assert.Equal(theirs ?? value, after["DEFAULT"][key]);
        }

        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        foreach (var (name, options) in before)
        {
            var rest = after[name].Where(pair => !Forced.ContainsKey(pair.Key) && (name != "DEFAULT" || options.ContainsKey(pair.Key)));
            Assert.Equal(options.Where(pair => !Forced.ContainsKey(pair.Key)).Order(Pairs), rest.Order(Pairs));
        }
    }

    private static readonly Comparer<KeyValuePair<string, string>> Pairs =
        Comparer<KeyValuePair<string, string>>.Create((a, b) => string.CompareOrdinal(a.Key, b.Key));
}
