using Bogus;
using FsCheck;
using FsCheck.Fluent;
using GamAgent.Protocol.CommandLines;

namespace GamAgent.Protocol.Tests.CommandLines;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("gam info domain", "info|domain")]
    [InlineData("$ gam info domain", "info|domain")]
    [InlineData("$ info domain", "info|domain")]
    [InlineData("/usr/local/bin/gam info domain", "info|domain")]
    [InlineData("~/bin/gam7/gam version", "version")]
    [InlineData("gam", "")]
    [InlineData("  print   users  ", "print|users")]
    [InlineData("print users\n", "print|users")]
    [InlineData("info user 'two words' \"an \\\"inner\\\" one\" a\\ b", "info|user|two words|an \"inner\" one|a b")]
    [InlineData("x \"'OU one','OU two'\"", "x|'OU one','OU two'")]
    [InlineData("x ''", "x|")]
    [InlineData("x a'b'\"c\"d", "x|abcd")]
    [InlineData("print users query \"orgUnitPath='/a b'\"", "print|users|query|orgUnitPath='/a b'")]
    [InlineData("user x print filelist query $HOME*~(a)#b", "user|x|print|filelist|query|$HOME*~(a)#b")]
    [InlineData("x '$a' \"$b\" \"\\$c\" \"\\d\"", "x|$a|$b|$c|\\d")]
    [InlineData("create group r&d", "create|group|r&d")]
    [InlineData("x '|' \">\" \\;", "x|\"|>|;")]
    [InlineData("x '“quoted”'", "x|“quoted”")]
    [InlineData("csv ./f.csv gam info user ~email", "csv|./f.csv|gam|info|user|~email")]
    public void Lines_that_work_in_a_shell_give_its_words(string line, string words)
    {
        var expected = words.Replace("x|\"|>", "x|\u0001|>", StringComparison.Ordinal).Split('|').Select(w => w == "\u0001" ? "|" : w);
        Assert.Equal(words.Length == 0 ? [] : expected, CommandLine.Parse(line).Args!);
    }

    [Theory]
    [InlineData("info user 'o", "character 11")]
    [InlineData("info \"user", "character 6")]
    [InlineData("info user\\", "character 10")]
    [InlineData("print users | head", "'|'")]
    [InlineData("print users > x.csv", "'>'")]
    [InlineData("print users 2> x", "'>'")]
    [InlineData("csv - < x.csv", "'<'")]
    [InlineData("info domain && info customer", "'&'")]
    [InlineData("info domain &", "'&'")]
    [InlineData("info domain; info customer", "';'")]
    [InlineData("info domain\ninfo customer", "second line")]
    [InlineData("info \0 domain", "NUL")]
    public void What_only_a_shell_could_do_is_refused_with_its_place_and_a_hint(string line, string says)
    {
        var error = CommandLine.Parse(line).Error;
        Assert.Equal(ErrorCode.BadCommand, error?.Code);
        Assert.Contains(says, error!.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("info user “ada lovelace”", "info user \"ada lovelace\"")]
    [InlineData("info user ‘ada lovelace’", "info user 'ada lovelace'")]
    [InlineData("info\u00A0domain", "info domain")]
    [InlineData("print users –query x", "print users -query x")]
    [InlineData("update user x lastname O’Brien", "update user x lastname O\\'Brien")]
    [InlineData("info user “ada", null)]
    public void Typographic_characters_are_noticed_and_the_corrected_line_is_offered(string line, string? suggestion)
    {
        var error = CommandLine.Parse(line).Error;
        Assert.Equal(ErrorCode.BadCommand, error?.Code);
        Assert.Equal(suggestion, error!.Suggestion);
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("$ sudo gam info domain")]
    [InlineData("bash -c 'gam info domain'")]
    [InlineData("python3 gam.py")]
    [InlineData("/opt/other")]
    [InlineData("./gamx info")]
    public void Another_program_is_not_allowed(string line) => Assert.Equal(ErrorCode.NotAllowed, CommandLine.Parse(line).Error?.Code);

    [Fact]
    public void Any_arguments_survive_quoting_and_tokenising() =>
        Prop.ForAll<string[]>(values =>
        {
            string[] args = [.. values.Where(v => v is not null && !v.Contains('\0', StringComparison.Ordinal))];
            var (tokens, problem) = Tokeniser.Read(string.Join(' ', args.Select(Tokeniser.Quote)));
            return problem is null && tokens.Select(t => t.Text).SequenceEqual(args);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_line_gives_arguments_or_an_error_and_never_an_exception() =>
        Prop.ForAll<string>(line =>
        {
            var read = CommandLine.Parse(line ?? "");
            return (read.Args is null) != (read.Error is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Tokens_know_where_they_stand() =>
        Prop.ForAll<string>(line =>
        {
            var (tokens, _) = Tokeniser.Read(line ?? "");
            var end = 0;
            return tokens.All(t => t.Start >= end && t.End > t.Start && (end = t.End) <= line!.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Lines_as_administrators_write_them_run_as_written()
    {
        var faker = new Faker { Random = new Randomizer(20261125) };
        for (var i = 0; i < 500; i++)
        {
            string[] args =
            [
                "update", "user", faker.Internet.Email(), "firstname", faker.Name.FirstName(), "lastname", faker.Name.LastName(),
                "note", faker.Lorem.Sentence(), "password", faker.Internet.Password(), "ou", $"/{faker.Commerce.Department()}/{faker.Company.CompanyName()}",
            ];
            Assert.Equal(args, CommandLine.Parse($"gam {string.Join(' ', args.Select(Tokeniser.Quote))}").Args!);
        }
    }
}
