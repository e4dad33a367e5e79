namespace StandInGam.Tests.Commands;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("info domain", 0, "Primary Domain: example.com", "")]
    [InlineData("info user ada.abbott0000@example.com", 0, "First Name: Ada", "")]
    [InlineData("info user ghost@example.com", 56, "", "User: ghost@example.com, Does not exist\n")]
    [InlineData("delete user ghost@example.com", 56, "", "User: ghost@example.com, Does not exist\n")]
    [InlineData("delete user ada.abbott0000@example.com", 0, "User: ada.abbott0000@example.com, Deleted\n", "")]
    [InlineData("create user ada.abbott0000@example.com", 57, "", "Create Failed: Duplicate, User: ada.abbott0000@example.com\n")]
    [InlineData("config standin_credentials missing print users", 16, "", "\nERROR: No Client Access allowed\n")]
    [InlineData("config standin_credentials expired print users", 16, "", "Is expired or has been revoked\n")]
    [InlineData("config standin_credentials noscopes print users", 15, "", "There are no scopes authorized")]
    [InlineData("print users query name:nobody", 0, "primaryEmail\n", "Got 0 Users:  - ")]
    [InlineData("print users query name:nobody warnifnodata", 60, "", "Got 0 Users:  - ")]
    [InlineData("csv nofile.csv gam info user ~email", 6, "", "\nERROR: Unable to read File: ")]
    [InlineData("backoff 5 givesup", 9, "", "Backing off: 16 seconds, Retry: 4/10\n")]
    [InlineData("exit 67", 67, "", "")]
    [InlineData("kill 9", 137, "", "")]
    [InlineData("update users ada@example.com,ghost@example.com firstname A", 56, "Updated (1/2)", "Does not exist (2/2)")]
    public async Task A_command_ends_with_the_code_of_the_real_one(string line, int code, string output, string errors)
    {
        using var gam = new Gam("standin_speed = 1000");
        var ended = await gam.Run(line.Split(' '));
        Assert.Equal(code, ended.Code);
        Assert.Contains(output, ended.Output, StringComparison.Ordinal);
        Assert.Contains(errors, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_usage_error_echoes_the_whole_line_password_included_and_marks_the_argument()
    {
        using var gam = new Gam();
        var (code, output, errors) = await gam.Run("create", "user", "new@example.com", "lastname", "O'Brien", "password", "Corr3ct-Horse-9", "bogus", "yes");
        Assert.Equal((2, ""), (code, output));
        Assert.Matches("^Command: /.*/gam create user new@example.com lastname \"O'Brien\" password Corr3ct-Horse-9 >>>bogus<<< yes\n\nERROR: Invalid argument\nHelp: ", errors);
    }

    [Fact]
    public async Task An_unknown_command_names_the_choices()
    {
        using var gam = new Gam();
        var (code, _, errors) = await gam.Run("prnt", "users");
        Assert.Equal(2, code);
        Assert.Contains(">>>prnt<<< users\n\nERROR: Invalid choice (prnt): Expected <", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_arrive_as_given()
    {
        using var gam = new Gam();
        var (_, output, _) = await gam.Run("echo", "a b", "", "it's", "\"q\"", "é𝄞", "$HOME", "*");
        Assert.Equal("a b\n\nit's\n\"q\"\né𝄞\n$HOME\n*\n", output);
    }

    [Fact]
    public async Task Help_lists_every_command()
    {
        using var gam = new Gam();
        var (code, output, _) = await gam.Run("help");
        Assert.Equal(0, code);
        Assert.All(["gam info domain", "gam csv", "gam replay", "gam workers", "gam flood"], word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirected_rows_go_to_the_file_alone()
    {
        using var gam = new Gam();
        var (code, output, _) = await gam.Run("redirect", "csv", "./out.csv", "print", "users", "rows", "3");
        Assert.Equal((0, ""), (code, output));
        Assert.Equal(4, (await File.ReadAllLinesAsync(Path.Combine(gam.Folder, "out.csv"), TestContext.Current.CancellationToken)).Length);
    }
}
