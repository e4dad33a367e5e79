using System.Text;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>The namespace <c>/terminal</c>, as a page with a terminal uses it.</summary>
public sealed class TerminalTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProgram _host = null!;
    private string _id = null!;
    private NodeClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostProgram.Start(_folder.Path);
        _id = await _host.CreateId();
        _client = NodePrograms.Start("socket-io", $"http://{_host.Url.Authority}/terminal");
        await _client.Next("connect");
        await _client.Emit("resize", new { cols = 100, rows = 30 });
        await _client.Emit("join-session", new { sessionId = _id });
        Assert.Equal(_id, (await _client.Event("session-joined"))[0].Text("sessionId"));
        await Shows("gam> ");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_line_is_typed_key_by_key_corrected_and_run_and_its_output_has_the_ends_of_a_terminal()
    {
        foreach (var key in "gam echo helo\u007flo wörld")
        {
            await _client.Emit("terminal-input", key.ToString());
        }

        await _client.Emit("terminal-input", "\r");

        await Shows("gam> gam echo helo\b \blo wörld\r\nhello\r\nwörld\r\ngam> ");
        await _client.Emit("terminal-input", "\u001b[A");
        await Shows("wörld\r\ngam> gam echo hello wörld");
        await _client.Emit("terminal-input", "\r");
        await Shows("gam> gam echo hello wörld\r\nhello\r\nwörld\r\ngam> ");
    }

    [Fact]
    public async Task Ctrl_C_ends_what_runs_and_clears_what_is_typed()
    {
        await _client.Emit("terminal-input", "gam slow 1000 100\r");
        await Shows("line 1 of 1000\r\n");
        await _client.Emit("terminal-input", "\u0003");
        await Shows("^C");
        await Shows("]\u001b[0m\r\ngam> ");

        await _client.Emit("terminal-input", "half\u0003");
        await Shows("half^C\r\ngam> ");
    }

    [Fact]
    public async Task A_secret_at_a_prompt_is_not_shown_anywhere()
    {
        await _client.Emit("terminal-input", "gam ask 'Enter password: '\r");
        await Shows("\r\nEnter password: ");
        await _client.Emit("terminal-input", "xyzzy-plugh\r");

        await Shows("Enter password: \r\nThe answer has 11 characters\r\ngam> ");
        Assert.DoesNotContain("xyzzy", Screen, StringComparison.Ordinal);
        await _client.Emit("terminal-input", "\u001b[A");
        await Shows("gam> gam ask 'Enter password: '");
    }

    [Fact]
    public async Task A_paste_answers_prompts_and_runs_one_command_after_the_other()
    {
        await _client.Emit("terminal-input", "gam ask 'Name: '\rAda\rgam echo done\r");

        await Shows("The answer has 3 characters\r\n");
        await Shows("done\r\ngam> ");
    }

    [Fact]
    public async Task The_end_of_input_a_wrong_line_and_an_exit_code_are_shown()
    {
        await _client.Emit("terminal-input", "gam cat\r");
        await Eventually.True("it runs", async () =>
        {
            var commands = await _host.Get($"api/sessions/{_id}/commands");
            return commands.At("commands").GetArrayLength() == 1;
        });
        await _client.Emit("terminal-input", "typed\r");
        await Shows("typed\r\ntyped\r\n");
        await _client.Emit("terminal-input", "\u0004");
        await Shows("typed\r\ngam> ");

        await _client.Emit("terminal-input", "gam info 'domain\r");
        await Shows("bad-command: ");
        await Shows("\u001b[0m\r\ngam> ");
        await _client.Emit("terminal-input", "gam exit 56\r");
        await Shows("[exit 56: ");
    }

    [Fact]
    public async Task It_leaves_joins_again_and_is_told_of_the_end()
    {
        await _client.Emit("leave-session");
        Assert.Equal(_id, (await _client.Event("session-left"))[0].Text("sessionId"));
        await _client.Emit("join-session", _id);
        await _client.Event("session-joined");

        using (await _host.Http.DeleteAsync($"api/sessions/{_id}", TestContext.Current.CancellationToken))
        {
            var closed = await _client.Event("session-closed");
            Assert.Equal("deleted", closed[0].Text("reason"));
            Assert.Equal(_id, closed[0].Text("sessionId"));
        }

        await _client.Emit("join-session", new { sessionId = "nobody-abcdefghij" });
        Assert.Equal(4404, (await _client.Event("session-closed"))[0].GetProperty("code").GetInt32());
    }

    private string Screen => _client.Lines.Where(line => line.Text("is") == "event" && line.Text("event") == "terminal-output")
        .Aggregate(new StringBuilder(), (text, line) => text.Append(line.GetProperty("args")[0].GetString())).ToString();

    private Task Shows(string text) => Eventually.True(
        $"the terminal shows “{text}”", () => Screen.Contains(text, StringComparison.Ordinal));
}
