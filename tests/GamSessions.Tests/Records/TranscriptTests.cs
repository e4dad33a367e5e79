using System.Text;
using GamAgent.Protocol;
using GamSessions.Records.Transcripts;

namespace GamSessions.Tests.Records;

public sealed class TranscriptTests
{
    [Fact]
    public async Task A_line_that_a_crash_left_half_written_is_cut_off_and_written_again()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.StartedAsync(1);
        await bench.OutputAsync(2, "whole\n");
        var file = TranscriptFolder.Segments(bench.Folder.Of(RecordsBench.Id)).Single();
        await File.AppendAllTextAsync(file, """{"event":"output","seq":3,"at":"20""", TestContext.Current.CancellationToken);
        Assert.EndsWith("whole\n", await bench.TextAsync(), StringComparison.Ordinal);
        bench.Restart();
        await bench.OutputAsync(3, "after\n");

        Assert.Equal("$ gam info domain\nwhole\nafter\n", await bench.TextAsync());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task The_quota_takes_the_oldest_part_and_the_transcript_says_which()
    {
        const long Quota = 1 << 20;
        await using var bench = await RecordsBench.StartAsync(Quota);
        await bench.StartedAsync(1);
        for (var seq = 2; seq <= 60; seq++)
        {
            await bench.OutputAsync(seq, $"{seq} {new string('x', 60_000)}\n");
        }

        bench.Restart();
        await bench.OutputAsync(61, "last\n");
        Assert.InRange(TranscriptFolder.Segments(bench.Folder.Of(RecordsBench.Id)).Sum(f => new FileInfo(f).Length), Quota / 2, Quota);
        var lines = (await bench.TextAsync(TranscriptFormat.Jsonl)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(l => System.Text.Json.JsonSerializer.Deserialize(l, EventJson.Default.EventEnvelope)!).ToArray();
        var gap = System.Text.Json.JsonSerializer.Deserialize(events[0].Data, EventJson.Default.GapData)!;
        Assert.Equal((EventNames.Gap, 1L, events[1].Seq - 1), (events[0].Event, gap.From, gap.To));
        Assert.Equal(Enumerable.Range((int)events[1].Seq!, events.Length - 1).Select(n => (long?)n), events.Skip(1).Select(e => e.Seq));
        Assert.StartsWith($"[events 1 to {gap.To} are no longer kept]\n", await bench.TextAsync(), StringComparison.Ordinal);
        AsciicastRules.Check(await bench.TranscriptAsync(TranscriptFormat.Asciicast));
    }

    [Fact]
    public async Task The_asciicast_form_keeps_every_rule_of_its_format_whatever_was_printed()
    {
        await using var bench = await RecordsBench.StartAsync();
        AsciicastRules.Check(await bench.TranscriptAsync(TranscriptFormat.Asciicast));
        await bench.StartedAsync(1, args: "\"info\",\"two words\"");
        await bench.OutputAsync(2, "é ✓ 𝄞 \u001b[31mred\u001b[0m \u0000\u0007\u007f\u0085\u2028\uFEFF\uFFFD \"quoted\\\"\r\nplain\n\rGot 1");
        await bench.OutputAsync(3, "\nnext\r", stream: "stderr");
        await bench.OutputAsync(4, "\nend");
        await bench.EventAsync(5, "input", """{"id":"c1","by":"ann","bytes":5}""");
        await bench.ExitAsync(6, 1);

        var output = AsciicastRules.Check(await bench.TranscriptAsync(TranscriptFormat.Asciicast));

        var shown = string.Concat(output.Select(o => o.Text));
        Assert.Equal((await bench.TextAsync()).Replace("\r", "", StringComparison.Ordinal), shown.Replace("\r", "", StringComparison.Ordinal));
        Assert.DoesNotMatch("(?<!\r)\n", shown);
        Assert.DoesNotContain("\r\r\n", shown, StringComparison.Ordinal);
        Assert.Equal(0.001, output[1].Time);
        Assert.StartsWith("$ gam info 'two words'\r\n", shown, StringComparison.Ordinal);
        Assert.Contains("[input of 5 bytes by ann]\r\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_jsonl_form_is_byte_for_byte_what_the_websocket_sent()
    {
        await using var bench = await RecordsBench.StartAsync();
        await bench.OutputAsync(1, "é ✓\n");

        Assert.Equal(
            """{"event":"output","seq":1,"at":"2026-03-04T05:06:07.001Z","data":"\u00E9 \u2713\n","stream":"stdout","id":"c1" }""" + "\n",
            await bench.TextAsync(TranscriptFormat.Jsonl));
    }
}
