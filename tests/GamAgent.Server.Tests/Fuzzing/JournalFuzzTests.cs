using System.Text;
using GamAgent.Server.Journal;
using TestKit;

namespace GamAgent.Server.Tests.Fuzzing;

/// <summary>Segment files that were changed behind the journal's back, in a fixed number of ways with fixed seeds.</summary>
public sealed class JournalFuzzTests
{
    private const int Rounds = 250;
    private const int Quota = 512 << 10;
    private const int Records = 400;

    [Fact]
    public void Recovery_never_throws_and_whatever_is_read_was_written_and_in_its_order()
    {
        using var original = new TemporaryFolder();
        Write(original.Path);
        var files = Directory.GetFiles(original.Path).Order(StringComparer.Ordinal).Select(f => (Name: Path.GetFileName(f), Bytes: File.ReadAllBytes(f))).ToArray();
        Assert.True(files.Length > 2);
        var mutator = new ByteMutator(3);
        var random = new Random(3);
        for (var round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            var changed = random.Next(2) == 0 ? files.Length - 1 : random.Next(files.Length);
            for (var i = 0; i < files.Length; i++)
            {
                File.WriteAllBytes(folder.Combine(files[i].Name), i == changed ? mutator.Next([files[i].Bytes]) : files[i].Bytes);
            }

            try
            {
                using var journal = SessionJournal.Open(new JournalOptions(folder.Path, Quota, 64 << 10), TimeProvider.System);
                Assert.InRange(journal.Next, 1, Records + 1);
                ReadAll(journal);
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}, file {changed} of {files.Length}: {e}");
            }
        }
    }

    /// <summary>Kept segments: one as it was written, and some as crashes and bad disks left them, with the next number that recovery finds.</summary>
    public static TheoryData<string, long> Corpus => new()
    {
        { "whole", 41 },
        { "torn-in-the-last-record", 40 },
        { "torn-in-a-length", 40 },
        { "cut-to-nothing", 1 },
        { "a-bit-flipped-in-the-middle", 21 },
        { "zeros-after-the-end", 41 },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_kept_segment_is_read_up_to_where_it_is_whole_and_written_on(string name, long next)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("tests", "GamAgent.Server.Tests", "Fuzzing", "Corpus", name)))
        {
            File.Copy(file, folder.Combine(Path.GetFileName(file)));
        }

        using var journal = SessionJournal.Open(new JournalOptions(folder.Path, Quota, 64 << 10), TimeProvider.System);
        Assert.Equal(next, journal.Next);
        ReadAll(journal);
        Assert.Equal(next, journal.Append(EntryOf(next)));
        ReadAll(journal);
    }

    private static void Write(string folder)
    {
        using var journal = SessionJournal.Open(new JournalOptions(folder, Quota, 64 << 10), TimeProvider.System);
        for (var seq = 1; seq <= Records; seq++)
        {
            Assert.Equal(seq, journal.Append(EntryOf(seq)));
        }
    }

    private static JournalEntry EntryOf(long seq) =>
        new() { Kind = RecordKind.Output, Command = 1, EndOffset = seq, Id = "c"u8, Payload = Encoding.UTF8.GetBytes(TextOf(seq)) };

    private static string TextOf(long seq) => $"{seq} {new string((char)('a' + (seq % 26)), (int)(seq * 7 % 1200))}\n";

    private static void ReadAll(SessionJournal journal)
    {
        using var cursor = new JournalCursor(journal, journal.First);
        var buffer = new byte[4096];
        var last = 0L;
        for (var reads = 0; cursor.HasMore; reads++)
        {
            Assert.True(reads < 10_000, "reading never ends");
            var read = cursor.Read(ref buffer, out var filled);
            if (read == JournalRead.Gap)
            {
                Assert.True(cursor.Gap.From <= cursor.Gap.To && cursor.Gap.From > last);
            }

            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, filled); RecordCodec.PeekSize(rest) is > 0 and var size && size <= rest.Length; rest = rest[(int)size..])
            {
                var entry = RecordCodec.Read(rest);
                if (cursor.Advance(entry))
                {
                    Assert.True(entry.Seq > last);
                    last = entry.Seq;
                    Assert.Equal((RecordKind.Output, TextOf(entry.Seq)), (entry.Kind, Encoding.UTF8.GetString(entry.Payload)));
                }
            }
        }
    }
}
