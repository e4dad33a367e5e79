using GamAgent.Runner.Credentials;

namespace GamAgent.Runner.Tests.Credentials;

public sealed class GamCfgTests
{
    private static readonly Dictionary<string, string> Forced = new() { ["config_dir"] = "/ours", ["no_browser"] = "true" };
    private static readonly Dictionary<string, string> Defaults = new() { ["process_wait_limit"] = "300" };

    [Fact]
    public void Without_a_file_all_keys_stand_in_DEFAULT() =>
        Assert.Equal("[DEFAULT]\nconfig_dir = /ours\nno_browser = true\nprocess_wait_limit = 300\n", GamCfg.Merge("", Forced, Defaults));

    [Fact]
    public void Forced_keys_win_in_every_section_and_nothing_else_changes()
    {
        const string text = "# mine\n[DEFAULT]\nConfig_Dir : /theirs\n\tand more\ncustomer_id = my_customer\n\n; about client\n[client]\nconfig_dir=/client\nadmin_email = a@b.c\n";

        var merged = GamCfg.Merge(text, Forced, Defaults);

        Assert.Equal(
            "# mine\n[DEFAULT]\nno_browser = true\nprocess_wait_limit = 300\nconfig_dir = /ours\ncustomer_id = my_customer\n\n; about client\n[client]\nconfig_dir = /ours\nadmin_email = a@b.c\n",
            merged);
    }

    [Fact]
    public void A_default_of_the_user_stays() =>
        Assert.Contains("process_wait_limit = 0", GamCfg.Merge("[DEFAULT]\nprocess_wait_limit = 0\n", Forced, Defaults), StringComparison.Ordinal);

    [Fact]
    public void A_file_without_DEFAULT_gets_one_before_its_sections() =>
        Assert.Equal(
            "[DEFAULT]\nconfig_dir = /ours\nno_browser = true\nprocess_wait_limit = 300\n\n[one]\na = b",
            GamCfg.Merge("[one]\na = b", Forced, Defaults));

    [Fact]
    public void Lines_that_are_indented_do_not_become_part_of_our_values() =>
        Assert.Equal(
            "[DEFAULT]\n  no_browser = true\n  process_wait_limit = 300\n  config_dir = /ours\n  cache = x\n",
            GamCfg.Merge("[DEFAULT]\n  config_dir = /theirs\n  cache = x\n", Forced, Defaults));

    [Fact]
    public void Line_ends_of_Windows_stay() =>
        Assert.Equal(
            "[DEFAULT]\r\nno_browser = true\nprocess_wait_limit = 300\nconfig_dir = /ours\r\nb = 1\r\n",
            GamCfg.Merge("[DEFAULT]\r\nconfig_dir = x\r\nb = 1\r\n", Forced, Defaults));
}
