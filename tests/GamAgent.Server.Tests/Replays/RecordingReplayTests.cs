using System.Text;
using GamAgent.Protocol;
using TestKit;

namespace GamAgent.Server.Tests.Replays;

/// <summary>Every recording of the real GAM, read by read at its own times and once more with every byte by itself.</summary>
public sealed class RecordingReplayTests
{
    private const string Password = "Corr3ct-Horse-9";

    public static TheoryData<string> Names => [.. Recording.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recording_becomes_the_events_that_a_reader_of_it_would_tell(string name)
    {
        var expected = ExpectedReplay.Table[name];
        var recording = Recording.Load(name);
        var whole = Check(expected, recording, int.MaxValue);
        var bytewise = Check(expected, recording, 1);
        Assert.Equal(whole.Events, bytewise.Events);
        Assert.Equal(whole.Exit! with { FailedRows = null }, bytewise.Exit! with { FailedRows = null });
    }

    [Fact]
    public void Every_recording_has_its_line_in_the_table_and_no_line_is_left_over() =>
        Assert.Equal(Recording.Names, ExpectedReplay.Table.Keys.Order(StringComparer.Ordinal));

    private static ReplayResult Check(ExpectedReplay expected, Recording recording, int piece)
    {
        using var session = new ReplayedSession();
        session.Play(recording, piece, inputEnds: recording.Name.EndsWith("-eof", StringComparison.Ordinal) || recording.Name.EndsWith("-nostdin", StringComparison.Ordinal));
        var result = session.Read();
        var exit = result.Exit!;
        var end = exit.Signal is { } signal ? $"signal {signal}" : $"exit {exit.ExitCode}";
        Assert.Equal(
            expected,
            new ExpectedReplay(
                recording.Name, end, exit.Reason.ToWireName(), exit.Class.ToWireName(), result.Progress, result.FailedRows, result.Conditions));
        foreach (var stream in (OutputStream[])[OutputStream.Stdout, OutputStream.Stderr])
        {
            var said = Encoding.UTF8.GetString(recording.Bytes(stream));
            Assert.Equal(said.Replace(Password, "***", StringComparison.Ordinal), result.Text(stream).ToString());
        }

        Assert.DoesNotContain(Password, Encoding.UTF8.GetString(session.JournalBytes), StringComparison.Ordinal);
        Assert.Equal(recording.Reads.Sum(r => (long)r.Bytes.Length), exit.OutputBytes);
        Assert.Equal(exit.FailedRows?.Count ?? 0, exit.FailedRows?.Rows.Count ?? 0);
        return result;
    }
}
