using System.Security.Cryptography;
using System.Text;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Records;

/// <summary>What was run, by whom, and what it printed: while the session runs, after it, and after everything that can be killed was.</summary>
public sealed class AuditAndTranscriptTests
{
    [Fact]
    public async Task Everything_that_was_run_or_refused_is_in_the_audit_and_the_transcript_also_after_the_session_and_a_restart()
    {
        using var folder = new TemporaryFolder();
        string id;
        string[] rowsBefore;
        string text;
        await using (var host = await HostProgram.Start(folder.Path))
        {
            id = await host.CreateId();
            await using (var socket = await host.Open(id))
            {
                await socket.Run("gam slow 5 20");
                await socket.Run("gam exit 3");
                await socket.SendText("ls -l");
                await socket.WaitFor(EventNames.Error);
            }

            var rows = await host.EndedCommands(id, 3);
            Assert.Equal(["slow|5|20", "exit|3", "ls -l"], rows.Select(r => string.Join('|', r.At("args").EnumerateArray().Select(a => a.GetString()))));
            Assert.Equal(["exited", "exited", "refused"], rows.Select(r => r.Text("reason")));
            Assert.Equal("not-allowed", rows[2].Text("code"));
            Assert.Equal([0, 3], rows.Take(2).Select(r => r.At("exitCode").GetInt32()));
            Assert.All(rows, r => Assert.Equal("local", r.Text("by")));
            var printed = string.Concat(Enumerable.Range(1, 5).Select(i => $"line {i} of 5\n"));
            Assert.Equal(printed.Length, rows[0].At("outputBytes").GetInt64());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(printed))), rows[0].Text("sha256"));
            Assert.Single((await host.Get($"api/sessions/{id}/commands?page=2&pageSize=2")).At("commands").EnumerateArray());

            var journal = await host.Journal(id);
            Assert.Equal(printed, journal.Where(e => e.Id == rows[0].Text("id")).OutputText(OutputStream.Stdout));
            Assert.Equal(Enumerable.Range(1, journal.Length).Select(n => (long?)n), journal.Select(e => e.Seq));
            text = await host.Transcript(id, "text");
            Assert.StartsWith($"$ gam slow 5 20\n{printed}[exited, code 0]\n$ gam exit 3\n", text, StringComparison.Ordinal);
            Assert.EndsWith("[exited, code 3]\n[refused, not-allowed: ls -l]\n", text, StringComparison.Ordinal);
            Assert.StartsWith("{\"version\":2,", await host.Transcript(id, "asciicast"), StringComparison.Ordinal);

            using (await host.Http.DeleteAsync($"api/sessions/{id}"))
            {
                await host.WaitForStatus(id, "ended");
            }

            rowsBefore = [.. (await host.Commands(id)).Select(r => r.GetRawText())];
            Assert.Equal(3, rowsBefore.Length);
            Assert.Equal(text, await host.Transcript(id, "text"));
            Assert.Equal(0, await host.Interrupt());
        }

        await using var again = await HostProgram.Start(folder.Path);
        Assert.Equal(rowsBefore, (await again.Commands(id)).Select(r => r.GetRawText()));
        Assert.Equal(text, await again.Transcript(id, "text"));
    }

    [Fact]
    public async Task A_bulk_command_with_failed_rows_is_partial_in_the_audit_although_its_code_is_0()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await File.WriteAllTextAsync(
            folder.Combine("sessions", id, "work", "codes.csv"), "code\n0\n3\n0\n", TestContext.Current.CancellationToken);

        var (status, body) = await host.Run(id, new { command = "gam csv codes.csv gam exit ~code" });

        Assert.Equal((200, 0, "partial"), (status, body.At("exitCode").GetInt32(), body.Text("class")));
        var row = Assert.Single(await host.EndedCommands(id, 1));
        Assert.Equal(("exited", "partial", 0), (row.Text("reason"), row.Text("class"), row.At("exitCode").GetInt32()));
    }

    [Fact]
    public async Task SIGKILL_of_the_agent_costs_the_transcript_and_the_audit_no_byte_and_repeats_none()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using (var socket = await host.Open(id))
        {
            await socket.SendCommand("gam slow 60 30", "c1");
            await socket.ReadUntil(EventNames.Output, e => e.Data.GetString()!.Contains("line 5 ", StringComparison.Ordinal));
        }

        ProcessTable.Kill(SessionProcesses.Agent(id));
        var row = Assert.Single(await host.EndedCommands(id, 1));

        var printed = string.Concat(Enumerable.Range(1, 60).Select(i => $"line {i} of 60\n"));
        Assert.Equal(("exited", 0), (row.Text("reason"), row.At("exitCode").GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(printed))), row.Text("sha256"));
        var journal = await host.Journal(id);
        Assert.Equal(printed, journal.OutputText());
        Assert.Single(journal, e => e.Event == EventNames.Exit);
    }

    [Fact]
    public async Task SIGKILL_of_the_host_keeps_what_was_read_and_supplies_the_end_that_nobody_saw()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (var host = await HostProgram.Start(folder.Path))
        {
            id = await host.CreateId();
            await using var socket = await host.Open(id);
            await socket.SendCommand("gam slow 1000 20", "c1");
            await socket.ReadUntil(EventNames.Output, e => e.Data.GetString()!.Contains("line 5 ", StringComparison.Ordinal));
            await Eventually.True("the transcript has it", async () => (await host.Transcript(id, "text")).Contains("line 5 of", StringComparison.Ordinal));
            await host.Kill();
            await SessionProcesses.Gone(id);
        }

        await using var again = await HostProgram.Start(folder.Path);
        var row = Assert.Single(await again.Commands(id));
        Assert.Equal(("session-ended", "cancelled"), (row.Text("reason"), row.Text("class")));
        Assert.True(row.TryAt("exitCode") is null);
        var text = await again.Transcript(id, "text");
        Assert.StartsWith("$ gam slow 1000 20\nline 1 of 1000\nline 2 of 1000\nline 3 of 1000\nline 4 of 1000\nline 5 of 1000\n", text, StringComparison.Ordinal);
        Assert.EndsWith("[session-ended]\n", text, StringComparison.Ordinal);
        Assert.Equal(row.At("outputBytes").GetInt64(), Encoding.UTF8.GetByteCount((await again.Journal(id)).OutputText()));
    }

    [Fact]
    public async Task What_was_typed_and_what_was_a_password_is_in_no_file_of_the_data_folder_and_in_no_record()
    {
        const string Typed = "typed-Zq7vN2w";
        const string Argument = "argued-Xk3mP9r";
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var socket = await host.Open(id);
        await socket.SendText("gam ask");
        await socket.WaitFor(EventNames.State, e => e.Read<StateData>().Conditions.Contains(SessionCondition.AskedForInput));
        await socket.SendText(Typed);
        await socket.ReadUntil(EventNames.Exit);
        await socket.Run($"gam create user ann@example.com firstname Ann lastname Lee password {Argument}");
        await socket.SendText($"gam create user 'ann password {Argument}");
        await socket.WaitFor(EventNames.Error);
        await host.EndedCommands(id, 3);

        var records = (await host.Get($"api/sessions/{id}/commands")).GetRawText()
            + await host.Transcript(id, "text") + await host.Transcript(id, "jsonl") + await host.Transcript(id, "asciicast");
        Assert.Contains($"[input of {Typed.Length + 1} bytes by local]", records, StringComparison.Ordinal);
        Assert.Contains("***", records, StringComparison.Ordinal);
        foreach (var secret in (string[])[Typed, Argument])
        {
            Assert.DoesNotContain(secret, records, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, host.Printed, StringComparison.Ordinal);
            Assert.Empty(SessionRecords.FilesWith(folder.Path, secret));
        }

        // The search does find what is there.
        Assert.NotEmpty(SessionRecords.FilesWith(folder.Path, "***"));
    }
}
