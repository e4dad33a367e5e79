using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using GamAgent.Protocol;

namespace Browser.Tests;

/// <summary>The words of the TypeScript client are those of the C# types.</summary>
public sealed class ProtocolWordsTests
{
    private static readonly string Source = File.ReadAllText(RepositoryRoot.Combine("client", "package", "src", "protocol.ts"));

    public static TheoryData<string, Type> Lists => new()
    {
        { "agentStates", typeof(AgentState) },
        { "conditions", typeof(SessionCondition) },
        { "errorCodes", typeof(ErrorCode) },
        { "exitReasons", typeof(ExitReason) },
        { "exitClasses", typeof(ExitClass) },
        { "gapReasons", typeof(GapReason) },
        { "progressKinds", typeof(ProgressKind) },
        { "endReasons", typeof(EndReason) },
        { "roles", typeof(SessionRole) },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_of_words_is_that_of_its_type(string name, Type type)
    {
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => JsonNamingPolicy.KebabCaseLower.ConvertName(f.Name));
        var list = Regex.Match(Source, $@"export const {name} = \[([^\]]*)\] as const").Groups[1].Value;
        Assert.Equal(members.Order(), Words(list).Order());
    }

    [Fact]
    public void The_events_are_those_that_the_server_sends_to_a_client()
    {
        var names = typeof(EventNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!);
        var body = Regex.Match(Source, @"export interface EventData \{\n(.*?)\n\}", RegexOptions.Singleline).Groups[1].Value;
        var typed = Regex.Matches(body, @"^  (\w+):", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        Assert.Equal(names.Except([EventNames.Status]).Order(), typed.Order());
    }

    [Fact]
    public void The_close_codes_are_those_of_the_server()
    {
        var codes = typeof(CloseCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (int)f.GetRawConstantValue()!);
        var body = Regex.Match(Source, @"export const closeCodes = \{(.*?)\} as const", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(codes.Order(), Regex.Matches(body, @"\d{4}").Select(m => int.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture)).Order());
    }

    private static IEnumerable<string> Words(string list) => Regex.Matches(list, "'([^']+)'").Select(m => m.Groups[1].Value);
}
