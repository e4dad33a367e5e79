using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using TestKit;

namespace GamAgent.Protocol.Tests.Documents;

public sealed partial class ProtocolDocumentTests
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.Combine("docs", "protocol.md"));

    public static TheoryData<string, Type> Tables => new()
    {
        { "States", typeof(AgentState) },
        { "Conditions", typeof(SessionCondition) },
        { "Error codes", typeof(ErrorCode) },
        { "Exit reasons", typeof(ExitReason) },
        { "Exit classes", typeof(ExitClass) },
        { "Gap reasons", typeof(GapReason) },
        { "Progress kinds", typeof(ProgressKind) },
        { "End reasons", typeof(EndReason) },
        { "Roles", typeof(SessionRole) },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_names_the_members_of_its_type_and_no_others(string heading, Type type)
    {
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(f.Name));
        Assert.Equal(members.Order(), FirstColumn(heading).Order());
    }

    [Fact]
    public void The_table_of_events_names_all_of_them()
    {
        var names = typeof(EventNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(names.Order(), FirstColumn("Events").Order());
    }

    [Fact]
    public void The_table_of_close_codes_names_all_of_them()
    {
        var codes = typeof(CloseCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => ((int)f.GetRawConstantValue()!).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(codes.Order(), FirstColumn("Close codes").Order());
    }

    [Fact]
    public void The_table_of_client_frames_names_those_of_the_control_role()
    {
        var control = typeof(ControlNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        string[] others = ["input", "exec", "stdin", "signal", "cancel", "ping"];
        Assert.Equal(
            control.Concat(others).Order(),
            FirstColumn("Client frames").Where(c => !c.Contains(' ', StringComparison.Ordinal)).Order());
    }

    private static List<string> FirstColumn(string heading)
    {
        var section = Document.Split("\n## ").Single(s => s.StartsWith(heading + "\n", StringComparison.Ordinal));
        return [.. Row().Matches(section).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\| (?:`(?=[a-z])|(?=\d{4} ))([a-z0-9-]+)`?(?: \(control\))? \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
