using System.Text;
using GamAgent.Protocol.CommandLines;
using GamAgent.Protocol.Frames;
using TestKit;

namespace GamAgent.Protocol.Tests.Fuzzing;

/// <summary>Mutations of the corpus, a fixed number of them with fixed seeds; what once failed is kept as a line of the corpus.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void The_frame_parser_gives_a_frame_or_an_error_for_every_byte_string()
    {
        var samples = Samples("frames.txt");
        var mutator = new ByteMutator(1);
        var frames = 0;
        foreach (var bytes in samples.Concat(Enumerable.Range(0, Rounds).Select(_ => mutator.Next(samples))))
        {
            try
            {
                var result = ClientFrameParser.Parse(bytes);
                Assert.True(result.Frame is null != result.Error is null);
                Assert.NotEqual("", result.Error?.Message);
                frames += result.Frame is null ? 0 : 1;
            }
            catch (Exception e)
            {
                Assert.Fail($"{Convert.ToBase64String(bytes)}: {e}");
            }
        }

        Assert.InRange(frames, samples.Count / 2, Rounds);
    }

    [Fact]
    public void The_tokeniser_gives_arguments_or_a_problem_for_every_line_and_what_it_quotes_it_reads_back()
    {
        var samples = Samples("lines.txt");
        var mutator = new ByteMutator(2);
        foreach (var bytes in samples.Concat(Enumerable.Range(0, Rounds).Select(_ => mutator.Next(samples))))
        {
            var line = Encoding.UTF8.GetString(bytes);
            try
            {
                var parsed = CommandLine.Parse(line);
                Assert.True(parsed.Args is null != parsed.Error is null);
                if (Tokeniser.Read(line) is { Problem: null } read)
                {
                    string[] words = [.. read.Tokens.Select(t => t.Text)];
                    var again = Tokeniser.Read(string.Join(' ', words.Select(Tokeniser.Quote)));
                    Assert.Null(again.Problem);
                    Assert.Equal(words, again.Tokens.Select(t => t.Text));
                }
            }
            catch (Exception e)
            {
                Assert.Fail($"{Convert.ToBase64String(bytes)}: {e}");
            }
        }
    }

    private static List<byte[]> Samples(string name) =>
        [.. File.ReadLines(RepositoryRoot.Combine("tests", "GamAgent.Protocol.Tests", "Corpus", name)).Select(Encoding.UTF8.GetBytes)];
}
