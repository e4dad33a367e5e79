using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GamAgent.Server.Journal;
using TestKit;

namespace GamAgent.Server.Tests.Journal;

public sealed class SessionJournalTests
{
    private const int Quota = 512 << 10;

    [Fact]
    public void Sequence_numbers_have_no_holes_and_a_cursor_reads_what_was_appended()
    {
        using var folder = new TemporaryFolder();
        using var journal = Open(folder);
        for (var i = 1; i <= 5000; i++)
        {
            Assert.Equal(i, Append(journal, $"line {i}\n"));
        }

        Assert.Equal(Enumerable.Range(1, 5000).Select(i => $"line {i}\n"), ReadAll(journal, 1).Texts);
        Assert.Equal(["line 5000\n"], ReadAll(journal, 5000).Texts);
        Assert.Empty(ReadAll(journal, 5001).Texts);
    }

    [Fact]
    public void The_quota_removes_the_oldest_and_a_cursor_that_wanted_them_is_told_which()
    {
        using var folder = new TemporaryFolder();
        using var journal = Open(folder);
        var line = new string('x', 10_000);
        for (var i = 0; i < 300; i++)
        {
            Append(journal, line);
        }

        Assert.True(journal.First > 1);
        Assert.True(Directory.GetFiles(folder.Path).Sum(f => new FileInfo(f).Length) <= Quota);
        var (texts, gaps) = ReadAll(journal, 1);
        Assert.Equal((1, journal.First - 1), Assert.Single(gaps));
        Assert.Equal(300 - journal.First + 1, texts.Count);
    }

    [Fact]
    public void A_journal_that_is_opened_again_goes_on_in_its_epoch_with_its_state()
    {
        using var folder = new TemporaryFolder();
        string epoch;
        using (var journal = Open(folder))
        {
            epoch = journal.Epoch;
            Start(journal, 7);
            Append(journal, "abc", endOffset: 3);
        }

        using var again = Open(folder);
        Assert.Equal((epoch, 3L), (again.Epoch, again.Next));
        Assert.Equal((7L, 3L, "runner-1", true), (again.State.Running!.Number, again.State.Running.StdoutOffset, again.State.Running.RunnerId, again.State.Running.StdoutOpen));
        Append(again, "def\n", endOffset: 7);
        Assert.Equal(["abc", "def\n"], ReadAll(again, 1).Texts);
    }

    [Fact]
    public void The_running_command_is_known_even_when_the_quota_took_its_start()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Open(folder))
        {
            Start(journal, 7);
            for (var i = 1; i <= 300; i++)
            {
                Append(journal, new string('x', 10_000), endOffset: i * 10_000);
            }

            Assert.True(journal.First > 1);
        }

        using var again = Open(folder);
        Assert.Equal((7L, 3_000_000L), (again.State.Running!.Number, again.State.Running.StdoutOffset));
    }

    [Fact]
    public void A_torn_last_record_is_cut_off_wherever_it_was_torn()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Open(folder))
        {
            Append(journal, "one\n");
            Append(journal, "two\n");
        }

        var file = Assert.Single(Directory.GetFiles(folder.Path));
        var whole = File.ReadAllBytes(file);
        var last = RecordCodec.HeadBytes + 37 + "id".Length + "two\n".Length;
        for (var cut = 1; cut <= last; cut++)
        {
            foreach (var later in Directory.GetFiles(folder.Path))
            {
                File.Delete(later);
            }

            File.WriteAllBytes(file, whole[..^cut]);
            using var again = Open(folder);
            Assert.Equal(2, again.Next);
            Assert.Equal(2, Append(again, "other\n"));
            Assert.Equal(["one\n", "other\n"], ReadAll(again, 1).Texts);
        }
    }

    [Fact]
    public void A_changed_byte_in_the_last_record_is_noticed()
    {
        using var folder = new TemporaryFolder();
        using (var journal = Open(folder))
        {
            Append(journal, "one\n");
            Append(journal, "two\n");
        }

        var file = Assert.Single(Directory.GetFiles(folder.Path));
        var bytes = File.ReadAllBytes(file);
        bytes[^2] ^= 1;
        File.WriteAllBytes(file, bytes);
        using var again = Open(folder);
        Assert.Equal(["one\n"], ReadAll(again, 1).Texts);
    }

    [Fact]
    public void A_segment_that_was_never_finished_is_removed()
    {
        using var folder = new TemporaryFolder();
        string epoch;
        using (var journal = Open(folder))
        {
            epoch = journal.Epoch;
            Append(journal, "one\n");
        }

        File.WriteAllBytes(folder.Combine(Segment.NameFor(2)), [1, 2, 3]);
        using var again = Open(folder);
        Assert.Equal((epoch, 2L), (again.Epoch, again.Next));
        Assert.Equal(["one\n"], ReadAll(again, 1).Texts);
    }

    [Fact]
    public void Any_texts_come_back_in_order_from_any_place_across_restarts() =>
        Prop.ForAll<byte[], int>((sizes, place) =>
        {
            using var folder = new TemporaryFolder();
            var texts = sizes.Select((size, i) => $"{i}:{new string('y', size * 700)}").ToList();
            var journal = Open(folder);
            for (var i = 0; i < texts.Count; i++)
            {
                Append(journal, texts[i]);
                if (sizes[i] % 7 == 0)
                {
                    journal.Dispose();
                    journal = Open(folder);
                }
            }

            var from = texts.Count == 0 ? 1 : 1 + Math.Abs(place % (texts.Count + 1));
            var (read, gaps) = ReadAll(journal, from);
            var first = gaps.Count > 0 ? (int)gaps[0].To + 1 : from;
            journal.Dispose();
            return gaps.Count <= 1 && read.SequenceEqual(texts.Skip(first - 1));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static SessionJournal Open(TemporaryFolder folder) =>
        SessionJournal.Open(new JournalOptions(folder.Path, Quota, 128 << 10), TimeProvider.System);

    private static long Append(SessionJournal journal, string text, long endOffset = 0) => journal.Append(new JournalEntry
    {
        Kind = RecordKind.Output,
        Command = 7,
        EndOffset = endOffset,
        Id = "id"u8,
        Payload = Encoding.UTF8.GetBytes(text),
    });

    private static void Start(SessionJournal journal, long number) => journal.Append(new JournalEntry
    {
        Kind = RecordKind.Started,
        Command = number,
        Id = "id"u8,
        Private = "runner-1"u8,
        Payload = """{"id":"id","args":[],"by":"me","pid":1}"""u8,
    });

    private static (List<string> Texts, List<(long From, long To)> Gaps) ReadAll(SessionJournal journal, long from)
    {
        var texts = new List<string>();
        var gaps = new List<(long From, long To)>();
        using var cursor = new JournalCursor(journal, from);
        var buffer = new byte[4096];
        while (cursor.HasMore)
        {
            var read = cursor.Read(ref buffer, out var filled);
            if (read == JournalRead.Gap)
            {
                gaps.Add(cursor.Gap);
            }

            for (var offset = 0; offset < filled;)
            {
                var entry = RecordCodec.Read(buffer.AsSpan(offset));
                if (cursor.Advance(entry) && entry.Kind == RecordKind.Output)
                {
                    texts.Add(Encoding.UTF8.GetString(entry.Payload));
                }

                offset += (int)RecordCodec.PeekSize(buffer.AsSpan(offset));
            }
        }

        return (texts, gaps);
    }
}
