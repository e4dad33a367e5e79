using System.Buffers;
using System.Text;
using GamAgent.Protocol.Files;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Protocol.Tests.Files;

public sealed class WorkPathTests
{
    private const int Rounds = 20_000;

    [Theory]
    [InlineData("a")]
    [InlineData("a/b c/é✓𝄞.csv")]
    [InlineData("..a/b..")]
    [InlineData("~/$HOME/`x`")]
    [InlineData("back\\slash")]
    public void Ordinary_paths_are_taken_as_they_are(string text)
    {
        var path = WorkPath.Parse(text, out var problem);
        Assert.Null(problem);
        Assert.Equal(text, path!.Text);
        Assert.Equal(text.Split('/'), path.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u007f")]
    [InlineData(WorkPath.PartFolder)]
    [InlineData(WorkPath.PartFolder + "/x")]
    public void Paths_that_lead_elsewhere_or_cannot_be_are_refused_with_a_reason(string text)
    {
        Assert.Null(WorkPath.Parse(text, out var problem));
        Assert.NotEmpty(problem!);
    }

    [Fact]
    public void A_lone_surrogate_and_a_slash_inside_a_name_are_refused()
    {
        Assert.Null(WorkPath.Parse("a\ud800", out _));
        Assert.Null(WorkPath.Parse(["a", "b/c"], out _));
    }

    [Fact]
    public void Length_depth_and_names_have_limits()
    {
        Assert.NotNull(WorkPath.Parse(new string('a', 255), out _));
        Assert.Null(WorkPath.Parse(new string('a', 256), out _));
        Assert.Null(WorkPath.Parse(new string('é', 128), out _));
        Assert.NotNull(WorkPath.Parse(string.Join('/', Enumerable.Repeat("a", 32)), out _));
        Assert.Null(WorkPath.Parse(string.Join('/', Enumerable.Repeat("a", 33)), out _));
        Assert.Null(WorkPath.Parse(string.Join('/', Enumerable.Repeat(new string('a', 250), 5)), out _));
    }

    [Fact]
    public void Whatever_is_taken_stays_below_the_folder()
    {
        byte[][] samples = [.. ((string[])["a/b/c", "../../etc/passwd", "a/./b//c/", "%2e%2e/x", "\0/é/…/..", "a/b/../../../c"]).Select(Encoding.UTF8.GetBytes)];
        var mutator = new ByteMutator(3);
        var taken = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = Encoding.UTF8.GetString(mutator.Next(samples));
            if (WorkPath.Parse(text, out var problem) is not { } path)
            {
                Assert.NotEmpty(problem!);
                continue;
            }

            taken++;
            Assert.Equal($"/folder/{text}", Path.GetFullPath(text, "/folder"));
            Assert.Equal(text, string.Join('/', path.Names));
        }

        Assert.InRange(taken, 100, Rounds);
    }

    [Fact]
    public void A_frame_of_bytes_is_read_as_it_was_written_and_every_other_is_refused()
    {
        var writer = new ArrayBufferWriter<byte>();
        var bytes = Enumerable.Range(0, LinkFileBytes.PieceBytes).Select(i => (byte)i).ToArray();
        LinkFraming.WriteFileBytes(writer, 77, 123_456_789_012, bytes);
        var buffer = new ReadOnlySequence<byte>(writer.WrittenMemory);
        Assert.True(LinkFraming.TryRead(ref buffer, out var frame));
        var read = LinkFraming.ReadFileBytes(frame);
        Assert.Equal((77, 123_456_789_012), (read.Number, read.Offset));
        Assert.Equal(bytes, read.Bytes.ToArray());

        foreach (var length in (int[])[0, 1, 16, 17 + LinkFileBytes.PieceBytes])
        {
            var wrong = new LinkFrame(LinkFrameType.FileBytes, new ReadOnlySequence<byte>(new byte[length]));
            Assert.Throws<LinkProtocolException>(() => LinkFraming.ReadFileBytes(wrong));
        }
    }
}
