using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GamAgent.Server.Commands;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Tests.Commands;

public sealed class StreamTextTests
{
    [Fact]
    public void Any_bytes_in_any_pieces_give_the_text_that_a_decoder_gives_for_the_whole() =>
        Prop.ForAll<byte[], byte>((noise, step) =>
        {
            byte[] bytes = [.. "é✓"u8, .. noise, .. "𝄞"u8, .. noise.Reverse()];
            var (text, last, whole) = Pass(bytes, (step % 5) + 1, []);
            return text == Encoding.UTF8.GetString(bytes) && last == bytes.Length && whole;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("x secret-1 y secret-2 secret-1secret-1")]
    [InlineData("secresecret-1ret-1 sec")]
    [InlineData("secret-secret-1")]
    public void Secrets_are_masked_wherever_the_pieces_end(string printed)
    {
        var expected = printed.Replace("secret-1", "***", StringComparison.Ordinal).Replace("secret-2", "***", StringComparison.Ordinal);
        for (var step = 1; step <= printed.Length; step++)
        {
            Assert.Equal(expected, Pass(Encoding.UTF8.GetBytes(printed), step, ["secret-1", "secret-2"]).Text);
        }
    }

    [Fact]
    public void A_beginning_that_was_shown_after_a_pause_does_not_show_the_rest()
    {
        var secrets = new SecretSet();
        secrets.Add("secret-1");
        var text = new StringBuilder();
        var stream = new StreamText(0);
        stream.Accept("x sec"u8, secrets, Emit);
        Assert.Equal("x ", text.ToString());
        Assert.True(stream.HoldsShortTail);
        stream.Release(secrets, Emit);
        stream.Accept("ret-1 y"u8, secrets, Emit);
        stream.Finish(secrets, Emit);
        Assert.Equal("x sec*** y", text.ToString());

        void Emit(ReadOnlySpan<byte> piece, RecordFlags flags, long endOffset) => text.Append(Encoding.UTF8.GetString(piece));
    }

    private static (string Text, long End, bool WholeCodePoints) Pass(byte[] bytes, int step, string[] hidden)
    {
        var secrets = new SecretSet();
        foreach (var secret in hidden)
        {
            secrets.Add(secret);
        }

        var text = new StringBuilder();
        var whole = true;
        long end = 0;
        var stream = new StreamText(0);
        for (var i = 0; i < bytes.Length; i += step)
        {
            stream.Accept(bytes.AsSpan(i, Math.Min(step, bytes.Length - i)), secrets, Emit);
        }

        stream.Finish(secrets, Emit);
        return (text.ToString(), end, whole);

        void Emit(ReadOnlySpan<byte> piece, RecordFlags flags, long endOffset)
        {
            whole &= System.Text.Unicode.Utf8.IsValid(piece) && !piece.IsEmpty && endOffset > end;
            end = endOffset;
            text.Append(Encoding.UTF8.GetString(piece));
        }
    }
}
