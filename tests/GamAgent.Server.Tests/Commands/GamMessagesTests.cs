using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Server.Commands;
using TestKit;

namespace GamAgent.Server.Tests.Commands;

public sealed class GamMessagesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public void Failed_rows_are_counted_and_named_however_the_text_is_cut(int step)
    {
        var (messages, progress) = Replay("batch-failing", step);
        var rows = progress.Where(p => p.Kind == ProgressKind.Rows).ToList();
        Assert.Equal(((long)rows.Count, 6L), (rows[^1].Done, rows[^1].Total));
        Assert.Equal(messages.FailedRows!.Count, rows[^1].Failed);
        Assert.Equal(rows.Where(r => r.RowExitCode != 0).Select(r => new FailedRow(r.Row!.Value, r.RowExitCode!.Value)), messages.FailedRows.Rows);
        Assert.NotEmpty(messages.FailedRows.Rows);
    }

    [Theory]
    [InlineData("print-users-3pages")]
    [InlineData("print-users-3pages-gotnl")]
    public void Pages_are_progress_with_and_without_line_ends(string recording)
    {
        foreach (var step in (int[])[1, 65536])
        {
            var (messages, progress) = Replay(recording, step);
            Assert.Equal([50L, 100L, 120L], progress.Select(p => p.Done));
            Assert.All(progress, p => Assert.Equal((ProgressKind.Getting, "Users"), (p.Kind, p.What)));
            Assert.Null(messages.FailedRows);
        }
    }

    [Fact]
    public void Backing_off_is_throttled_until_something_else_is_said()
    {
        var seen = new List<bool>();
        Replay("rate-limit-403", 1, m => seen.Add(m.Throttled));
        Assert.Contains(true, seen);
        Assert.False(seen[^1]);
    }

    [Fact]
    public void Waiting_for_a_killed_worker_is_stalled_and_no_progress()
    {
        var (messages, _) = Replay("sigkill-csv-worker", 1);
        Assert.True(messages.Stalled);
    }

    [Fact]
    public void Revoked_credentials_and_input_that_ended_are_noticed()
    {
        Assert.True(Replay("invalid-grant-revoked", 1).Messages.CredentialsExpired);
        Assert.True(Replay("prompt-password-eof", 1).Messages.InputEnded);
        Assert.False(Replay("csv-showcmds", 1).Messages.CredentialsExpired);
    }

    private static (GamMessages Messages, List<ProgressData> Progress) Replay(string name, int step, Action<GamMessages>? look = null)
    {
        var messages = new GamMessages("id");
        var progress = new List<ProgressData>();
        foreach (var line in File.ReadLines(RepositoryRoot.Combine("tests", "GamAgent.Server.Tests", "Recordings", $"{name}.jsonl")))
        {
            var read = JsonElement.Parse(line);
            if (read.TryAt("stream")?.GetString() == "stderr")
            {
                var bytes = read.At("base64").GetBytesFromBase64();
                for (var i = 0; i < bytes.Length; i += step)
                {
                    messages.Read(bytes.AsSpan(i, Math.Min(step, bytes.Length - i)), progress.Add, () => { });
                    look?.Invoke(messages);
                }
            }
        }

        return (messages, progress);
    }
}
