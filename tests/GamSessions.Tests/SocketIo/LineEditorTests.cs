using GamSessions.SocketIo.Terminal;

namespace GamSessions.Tests.SocketIo;

public sealed class LineEditorTests
{
    private const string Up = "\u001b[A";
    private const string Down = "\u001b[B";
    private readonly LineEditor _editor = new(1000);

    [Fact]
    public void What_is_typed_is_shown_and_a_return_makes_a_line_of_it()
    {
        Assert.Equal("info", Shown("info"));
        Assert.Equal(" domain", Shown(" domain"));
        Assert.Equal([new(EditorKey.Echo, "\r\n"), new EditorAction(EditorKey.Line, "info domain")], _editor.Take("\r"));
    }

    [Theory]
    [InlineData("one\rtwo\r")]
    [InlineData("one\ntwo\n")]
    [InlineData("one\r\ntwo\r\n")]
    [InlineData("\u001b[200~one\r\ntwo\u001b[201~\r")]
    public void A_paste_of_many_lines_is_many_lines(string pasted) => Assert.Equal(["one", "two"], Lines(pasted));

    [Fact]
    public void A_return_and_a_line_feed_in_two_pieces_are_one_end() => Assert.Equal(["one", "two"], [.. Lines("one\r"), .. Lines("\ntwo\r")]);

    [Theory]
    [InlineData("abc", "\b \b", "ab")]
    [InlineData("a好", "\b \b\b \b", "a")]
    [InlineData("ae\u0301", "\b \b", "a")]
    [InlineData("a👍🏽", "\b \b\b \b\b \b\b \b", "a")]
    [InlineData("", "", "")]
    public void Backspace_takes_what_a_reader_takes_for_one_letter(string typed, string shown, string left)
    {
        _editor.Take(typed);

        Assert.Equal(shown, Shown("\u007f"));
        Assert.Equal(left, _editor.Line);
    }

    [Fact]
    public void Halves_of_a_letter_in_two_pieces_become_one()
    {
        Assert.Equal("", Shown("\ud834"));
        Assert.Equal("𝄞", Shown("\udd1e"));
        Assert.Equal(["𝄞"], Lines("\r"));
    }

    [Fact]
    public void Up_and_down_go_through_what_was_typed_and_back_to_what_is_being_typed()
    {
        Lines("first\rsecond\rsecond\r");
        _editor.Take("dra");

        Assert.Equal("\b \b\b \b\b \bsecond", Shown(Up));
        Assert.Equal("\b \b\b \b\b \b\b \b\b \b\b \bfirst", Shown(Up));
        Assert.Equal("", Shown(Up));
        Shown(Down);
        Assert.Equal("second", _editor.Line);
        Shown(Down);
        Assert.Equal("dra", _editor.Line);
        Assert.Equal(["draft"], Lines("ft\r"));
    }

    [Fact]
    public void Sequences_of_other_keys_do_nothing_however_they_are_cut()
    {
        foreach (var piece in new[] { "\u001b", "[", "1;5", "C", "\u001bO", "P", "\u001b[15~", "x" })
        {
            _editor.Take(piece);
        }

        Assert.Equal("x", _editor.Line);
    }

    [Fact]
    public void Control_keys_do_what_they_do_in_a_terminal()
    {
        Assert.Equal([new(EditorKey.Echo, "abc^C"), new EditorAction(EditorKey.Interrupt)], _editor.Take("abc\u0003"));
        Assert.Equal("", _editor.Line);
        Assert.Equal([new EditorAction(EditorKey.EndOfInput)], _editor.Take("\u0004"));
        _editor.Take("one two\u0004");
        Assert.Equal("one two", _editor.Line);
        _editor.Take("\u0017");
        Assert.Equal("one ", _editor.Line);
        _editor.Take("\u0015");
        Assert.Equal("", _editor.Line);
    }

    [Fact]
    public void Hidden_it_shows_nothing_and_remembers_nothing()
    {
        _editor.Hidden = true;

        Assert.Equal("\r\n", Shown("secreT\u007ft\r"));
        _editor.Hidden = false;
        Assert.Equal("", Shown(Up));
    }

    [Fact]
    public void A_line_over_several_rows_is_written_again()
    {
        _editor.Columns = 10;
        _editor.Prefix = "gam> ";
        _editor.Take("123456789012");

        Assert.Equal("\u001b[1A\r\u001b[Jgam> 12345678901", Shown("\u007f"));
    }

    [Fact]
    public void A_line_is_no_longer_than_allowed()
    {
        Assert.EndsWith("\a", Shown(new string('x', 1001)), StringComparison.Ordinal);
        Assert.Equal(1000, _editor.Line.Length);
    }

    [Theory]
    [InlineData("Enter password: ", true)]
    [InlineData("Verification code> ", true)]
    [InlineData("YubiKey PIN: ", true)]
    [InlineData("Answer: ", false)]
    [InlineData("Password changed.", false)]
    public void Prompts_for_secrets_are_known_by_their_words(string row, bool secret) => Assert.Equal(secret, SecretPrompt.Is(row));

    [Fact]
    public void A_bare_line_feed_also_goes_back_to_the_left()
    {
        var screen = new Screen();

        Assert.Equal("a\r\nb\r", screen.Show("a\nb\r"));
        Assert.Equal("\nc", screen.Show("\nc"));
        Assert.Equal("c", screen.Row);
        Assert.Equal("\r50%", screen.Show("\r50%"));
    }

    private string Shown(string typed) => string.Concat(_editor.Take(typed).Where(a => a.Key is EditorKey.Echo).Select(a => a.Text));

    private List<string> Lines(string typed) => [.. _editor.Take(typed).Where(a => a.Key is EditorKey.Line).Select(a => a.Text)];
}
