using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Records;

/// <summary>One command by one call.</summary>
public sealed class OneShotTests
{
    [Fact]
    public async Task A_command_runs_and_answers_with_its_end_and_what_it_printed()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?> { ["GamSessions__Limits__OneShotOutputBytes"] = "1Ki" });
        var id = await host.CreateId();

        var (status, echoed) = await host.Run(id, new { args = (string[])["echo", "two words", "é✓𝄞"] });
        Assert.Equal(200, status);
        Assert.Equal(("two words\né✓𝄞\n", "", "exited", "ok"), (echoed.Text("stdout"), echoed.Text("stderr"), echoed.Text("reason"), echoed.Text("class")));
        Assert.Equal((0, false), (echoed.At("exitCode").GetInt32(), echoed.At("truncated").GetBoolean()));

        Assert.Equal(3, (await host.Run(id, new { command = "gam exit 3" })).Body.At("exitCode").GetInt32());
        var timedOut = await host.Run(id, new { command = "gam slow 2 3600000", timeoutSeconds = 1 });
        Assert.Equal((200, "timed-out"), (timedOut.Status, timedOut.Body.Text("reason")));

        var flood = (await host.Run(id, new { command = "gam flood 5000" })).Body;
        Assert.True(flood.At("truncated").GetBoolean());
        Assert.Equal(1024, flood.Text("stdout").Length);

        var asked = (await host.Run(id, new { command = "gam ask" })).Body;
        Assert.Equal("prompt-closed", asked.Text("reason"));
        Assert.All(await host.EndedCommands(id, 5), row => Assert.Equal("local", row.Text("by")));
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused_with_its_code()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();

        var smart = await host.Run(id, new { command = "gam info user “ann”" });
        Assert.Equal((422, "bad-command", "gam info user \"ann\""), (smart.Status, smart.Body.Text("code"), smart.Body.Text("suggestion")));
        Assert.NotEmpty(smart.Body.Text("hint"));
        Assert.Equal(400, (await host.Run(id, new { })).Status);
        Assert.Equal(400, (await host.Run(id, new { args = (string[])["info"], command = "gam info" })).Status);
        Assert.Equal(404, (await host.Run("no-such-session", new { command = "gam info" })).Status);

        await using var socket = await host.Open(id);
        await socket.SendText("gam slow 2 3600000");
        await socket.WaitFor(EventNames.Output);
        var busy = await host.Run(id, new { command = "gam info domain" });
        Assert.Equal((409, "busy"), (busy.Status, busy.Body.Text("code")));

        using (await host.Http.DeleteAsync($"api/sessions/{id}"))
        {
            await host.WaitForStatus(id, "ended");
        }

        var ended = await host.Run(id, new { command = "gam info domain" });
        Assert.Equal((410, "ended"), (ended.Status, ended.Body.Text("code")));
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_the_command()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        using var gone = new CancellationTokenSource();
        var asking = host.Http.PostAsync(
            new Uri($"api/sessions/{id}/commands", UriKind.Relative),
            new StringContent("""{"command":"gam slow 2 3600000"}""", System.Text.Encoding.UTF8, "application/json"),
            gone.Token);
        await Eventually.True("it runs", async () => (await host.Commands(id)).Length == 1);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);

        Assert.Equal("cancelled", Assert.Single(await host.EndedCommands(id, 1)).Text("reason"));
    }

    [Fact]
    public async Task SIGKILL_of_the_agent_meanwhile_changes_nothing_in_the_answer()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        var running = host.Run(id, new { command = "gam slow 60 30" });
        await Eventually.True("it prints", async () => (await host.Transcript(id, "text")).Contains("line 5 of", StringComparison.Ordinal));

        ProcessTable.Kill(SessionProcesses.Agent(id));

        var (status, body) = await running;
        Assert.Equal(200, status);
        Assert.Equal(string.Concat(Enumerable.Range(1, 60).Select(i => $"line {i} of 60\n")), body.Text("stdout"));
        Assert.False(body.At("truncated").GetBoolean());
    }
}
