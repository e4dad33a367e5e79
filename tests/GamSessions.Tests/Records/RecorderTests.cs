using System.Security.Cryptography;
using System.Text;
using GamAgent.Protocol;
using GamSessions.AgentLink;
using GamSessions.Records.Audit;
using GamSessions.Records.Transcripts;
using GamSessions.Sessions;

namespace GamSessions.Tests.Records;

public sealed class RecorderTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Events_that_come_again_after_a_restart_in_the_middle_of_a_command_change_nothing_and_the_hash_is_of_all()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.StartedAsync(1);
        await bench.OutputAsync(2, "é one\n");
        bench.Restart();
        Assert.Equal(new JournalPosition("e1", 2), await bench.Recorder.FindPositionAsync(RecordsBench.Id, None));
        await bench.StartedAsync(1);
        await bench.OutputAsync(2, "é one\n");
        await bench.OutputAsync(3, "two", stream: "stderr");
        bench.Restart();
        await bench.ExitAsync(4, 10);
        await bench.ExitAsync(4, 10);

        var row = Assert.Single(await bench.RowsAsync());
        Assert.Equal(("e1", 1L, "c1", "ann", "exited", 10L), (row.Epoch, row.Seq, row.CommandId, row.By, row.Reason, row.OutputBytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("é one\ntwo"))), row.Sha256);
        Assert.Equal("$ gam info domain\né one\ntwo\n[exited, code 0]\n", await bench.TextAsync());
    }

    [Fact]
    public async Task A_session_that_ends_gives_what_runs_an_end_and_records_nothing_any_more()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.StartedAsync(1);
        await bench.OutputAsync(2, "half");
        await bench.Recorder.EndingAsync(RecordsBench.Id, EndReason.HostLost, None);
        await bench.Recorder.EndingAsync(RecordsBench.Id, EndReason.HostLost, None);

        var row = Assert.Single(await bench.RowsAsync());
        Assert.Equal(("session-ended", "cancelled", 4L), (row.Reason, row.Class, row.OutputBytes));
        Assert.NotNull(row.EndedAt);
        Assert.Equal("$ gam info domain\nhalf\n[session-ended]\n", await bench.TextAsync());
        await bench.Store.Sessions.UpdateAsync(RecordsBench.Id, s => s with { Status = SessionStatus.Ended, EndedAt = s.CreatedAt }, None);
        await bench.ExitAsync(3, 4);
        Assert.Equal("session-ended", Assert.Single(await bench.RowsAsync()).Reason);
    }

    [Theory]
    [InlineData(EndReason.PodLost, "pod-lost")]
    [InlineData(EndReason.Deleted, "session-ended")]
    public async Task The_supplied_end_says_why_the_session_ended_also_when_nobody_was_there_to_see_it(EndReason reason, string expected)
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.StartedAsync(1);
        await bench.OutputAsync(2, "x");
        bench.Restart();
        await bench.Recorder.EndingAsync(RecordsBench.Id, reason, None);

        var row = Assert.Single(await bench.RowsAsync());
        Assert.Equal((expected, 1L), (row.Reason, row.OutputBytes));
    }

    [Fact]
    public async Task A_session_that_goes_on_in_another_pod_ends_what_ran_as_pod_lost_and_counts_from_one_again()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.StartedAsync(1);
        await bench.StartedAsync(1, "c2", epoch: "e2");
        await bench.ExitAsync(2, 0, "c2", "e2");

        Assert.Equal(["pod-lost", "exited"], (await bench.RowsAsync()).Select(r => r.Reason));
        Assert.Equal(
            "$ gam info domain\n[pod-lost]\n[the session went on in a new place, with a new work folder]\n$ gam info domain\n[exited, code 0]\n",
            await bench.TextAsync());
        Assert.Equal(new JournalPosition("e2", 2), await bench.Recorder.FindPositionAsync(RecordsBench.Id, None));
    }

    [Fact]
    public async Task Refusals_have_a_row_with_their_code_and_output_that_was_never_seen_leaves_no_hash()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.EventAsync(1, "refused", """{"code":"busy","command":"gam info user ***","by":"ann"}""");
        await bench.StartedAsync(2);
        await bench.Recorder.OnGapAsync(RecordsBench.Id, "e1", new GapData(3, 9, GapReason.Quota), None);
        await bench.ExitAsync(10, 99);

        var rows = await bench.RowsAsync();
        Assert.Equal(("refused", "busy", "transient", """["gam info user ***"]"""), (rows[0].Reason, rows[0].Code, rows[0].Class, rows[0].Args));
        Assert.Equal(rows[0].StartedAt, rows[0].EndedAt);
        Assert.Equal(("exited", 99L, null), (rows[1].Reason, rows[1].OutputBytes, rows[1].Sha256));
        Assert.Contains("[events 3 to 9 are no longer kept]\n", await bench.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_and_files_go_with_the_record_of_their_session_and_not_before()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.StartedAsync(1);
        await bench.Recorder.EndingAsync(RecordsBench.Id, EndReason.Idle, None);
        await bench.Store.Sessions.UpdateAsync(RecordsBench.Id, s => s with { Status = SessionStatus.Ended, EndedAt = s.CreatedAt }, None);
        await bench.Recorder.CleanAsync(None);
        Assert.Single(await bench.RowsAsync());
        Assert.True(Directory.Exists(bench.Folder.Of(RecordsBench.Id)));

        Assert.Single(await bench.Store.Sessions.RemoveEndedBeforeAsync(DateTimeOffset.MaxValue, None));
        await bench.Recorder.CleanAsync(None);
        Assert.Empty(await bench.RowsAsync());
        Assert.False(Directory.Exists(bench.Folder.Of(RecordsBench.Id)));
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_costs_events_that_the_transcript_names_and_no_audit()
    {
        await using var bench = await RecordsBench.StartAsync();
        var inTheWay = bench.Store.Folder + "/transcripts";
        await File.WriteAllTextAsync(inTheWay, "not a folder", None);
        await bench.StartedAsync(1);
        await bench.OutputAsync(2, "lost\n");
        File.Delete(inTheWay);
        await bench.OutputAsync(3, "seen\n");
        await bench.ExitAsync(4, 10);

        Assert.Equal("[events 1 to 2 are no longer kept]\nseen\n[exited, code 0]\n", await bench.TextAsync());
        Assert.Equal("exited", Assert.Single(await bench.RowsAsync()).Reason);
    }

    [Fact]
    public void The_reasons_of_the_audit_are_those_of_exit_and_refused() => Assert.Equal(
        Enum.GetNames<ExitReason>().Append("Refused").Order(StringComparer.Ordinal), Enum.GetNames<AuditReason>().Order(StringComparer.Ordinal));
}
