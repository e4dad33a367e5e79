using TestKit;

namespace StandInGam.Tests.Streams;

public sealed class BufferingTests
{
    [Fact]
    public async Task On_pipes_nothing_comes_before_eight_kilobytes_or_the_end()
    {
        using var gam = new Gam("standin_speed = 1");
        await using var program = gam.OnPipes("slow", "1000", "20");
        await Eventually.True("the first block came", () => program.Output.Count > 0);
        Assert.Equal(0, program.Output.Count % 8192);
    }

    [Fact]
    public async Task Standard_error_is_buffered_on_pipes_too()
    {
        using var gam = new Gam("standin_speed = 1");
        await using var program = gam.OnPipes("slow", "1000", "20", "stderr");
        await Eventually.True("the first block came", () => program.Errors.Count > 0);
        Assert.Equal(0, program.Errors.Count % 8192);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_terminals_each_line_comes_at_once(bool stderr)
    {
        using var gam = new Gam("standin_speed = 1");
        await using var program = gam.OnTerminals(["slow", "2", "600000", .. stderr ? (string[])["stderr"] : []]);
        await (stderr ? program.Errors : program.Output).WaitForText("line 1 of 2\n");
    }

    [Fact]
    public async Task Progress_begins_with_a_carriage_return_and_the_last_page_ends_the_line()
    {
        using var gam = new Gam();
        await using var program = gam.OnTerminals("print", "users", "rows", "120", "maxresults", "50");
        Assert.Equal(0, await program.WaitForEverything());
        Assert.Matches("^Getting all Users, may take some time on a large Google Workspace Account\\.\\.\\.\n\rGot 50 Users: [^\n]+\rGot 100 Users: [^\n]+\rGot 120 Users: [^\n]+\r\n$", program.Errors.Text);
        Assert.Equal(121, program.Output.Lines.Count);
    }

    [Fact]
    public async Task A_shorter_page_is_padded_to_the_length_of_the_one_before()
    {
        using var gam = new Gam();
        var pages = (await gam.Run("print", "users", "rows", "40", "maxresults", "10")).Errors.Split('\r')[1..^1];
        for (var i = 1; i < pages.Length; i++)
        {
            Assert.True(pages[i].Length >= pages[i - 1].Length, $"“{pages[i]}” is shorter than “{pages[i - 1]}”");
        }
    }

    [Fact]
    public async Task With_show_gettings_got_nl_each_page_is_a_line()
    {
        using var gam = new Gam("show_gettings_got_nl = true");
        var (_, _, errors) = await gam.Run("print", "users", "rows", "60");
        Assert.DoesNotContain('\r', errors);
        Assert.Equal(3, errors.Count(c => c == '\n'));
    }

    [Fact]
    public async Task The_simple_version_has_no_final_newline()
    {
        using var gam = new Gam();
        Assert.Equal((0, "7.48.00", ""), await gam.Run("version", "simple"));
    }

    [Fact]
    public async Task A_flood_has_exactly_the_bytes_asked_for()
    {
        using var gam = new Gam();
        await using var program = gam.OnTerminals("flood", "3000001");
        Assert.Equal(0, await program.WaitForEverything());
        Assert.Equal(3000001, program.Output.Count);
        Assert.Equal(46876, program.Output.Text.Split('\n').Length);
    }
}
