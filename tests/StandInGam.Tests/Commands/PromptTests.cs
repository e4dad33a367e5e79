using TestKit;

namespace StandInGam.Tests.Commands;

public sealed class PromptTests
{
    [Fact]
    public async Task A_prompt_has_no_newline_and_waits_for_an_answer()
    {
        using var gam = new Gam();
        await using var program = gam.OnPipes("create", "user", "new@example.com", "password", "prompt");
        await program.Output.WaitForText("Enter password for new@example.com: ");
        await program.Write("s3cret\n");
        Assert.Equal(0, await program.WaitForEverything());
        Assert.Equal("Enter password for new@example.com: User: new@example.com, Created\n", program.Output.Text);
    }

    [Fact]
    public async Task The_end_of_input_at_a_prompt_is_a_traceback_and_code_1()
    {
        using var gam = new Gam();
        var (code, output, errors) = await gam.Run("create", "user", "new@example.com", "password", "prompt");
        Assert.Equal((1, "Enter password for new@example.com: "), (code, output));
        Assert.StartsWith("Traceback (most recent call last):\n", errors, StringComparison.Ordinal);
        Assert.EndsWith("EOFError: EOF when reading a line\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_menu_of_scopes_comes_again_until_it_is_left()
    {
        using var gam = new Gam();
        await using var program = gam.OnPipes("oauth", "create");
        await program.Output.WaitForText("[ ]  0)  Calendar API");
        await program.Write("0\n");
        await program.Output.WaitForText("[*]  0)  Calendar API");
        await program.Write("e\n");
        Assert.Equal(0, await program.WaitForEverything());
    }

    [Fact]
    public async Task Ctrl_C_at_a_prompt_ends_with_8()
    {
        using var gam = new Gam();
        await using var program = gam.OnPipes("ask");
        await program.Output.WaitForText("Answer: ");
        program.Signal(Signals.Interrupt);
        Assert.Equal(8, await program.WaitForEverything());
        Assert.Equal("\nControl-C\n", program.Errors.Text);
    }

    [Fact]
    public async Task SIGTERM_kills_it_without_a_word()
    {
        using var gam = new Gam();
        await using var program = gam.OnPipes("ask");
        await program.Output.WaitForText("Answer: ");
        program.Signal(Signals.Terminate);
        Assert.Equal(128 + Signals.Terminate, await program.WaitForEverything());
        Assert.Equal("", program.Errors.Text);
    }
}
