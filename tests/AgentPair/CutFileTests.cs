using System.Net;
using TestKit;

namespace AgentPair.Tests;

/// <summary>Transfers that somebody cuts in the middle: there is the old file or the new one, never half of one, and nothing is left.</summary>
public sealed class CutFileTests
{
    private const string PartFolder = ".gam-sessions-part";

    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_connection_that_is_cut_leaves_the_old_file_and_nothing_else(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        await http.PutAsync("files?path=f", new StringContent("old"), Stop);
        var part = Path.Combine(pair.WorkFolder, PartFolder);
        using var cut = new CancellationTokenSource();
        var content = new CountedContent(10_000_000) { PauseAt = 1_000_000 };

        var sending = http.PutAsync("files?path=f", content, cut.Token);
        await content.Paused;
        await Eventually.True("half of it is there", () => Directory.Exists(part) && Directory.GetFiles(part).Length == 1);
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        await Eventually.True("nothing is left of it", () => !Directory.Exists(part));
        Assert.Equal("old", await http.GetStringAsync("files?path=f", Stop));
        Assert.Equal(["f"], Directory.GetFileSystemEntries(pair.WorkFolder).Select(Path.GetFileName));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_program_that_is_killed_in_the_middle_leaves_the_old_file_and_the_next_one_cleans_up(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        await http.PutAsync("files?path=f", new StringContent("old"), Stop);
        var part = Path.Combine(pair.WorkFolder, PartFolder);
        var content = new CountedContent(10_000_000) { PauseAt = 1_000_000 };
        var sending = http.PutAsync("files?path=f", content, Stop);
        await content.Paused;
        await Eventually.True("half of it is there", () => Directory.Exists(part) && Directory.GetFiles(part).Length == 1);

        pair.Runner.Signal(Signals.Kill);
        await pair.Runner.WaitForExit();
        content.Resume();
        using (var answer = await sending)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        using (var without = await http.GetAsync("files?path=f", Stop))
        {
            Assert.Equal(HttpStatusCode.Conflict, without.StatusCode);
            Assert.Equal("not-ready", JsonReading.Parse(await without.Content.ReadAsStringAsync(Stop)).Text("code"));
        }

        pair.StartRunner();
        await Eventually.True("the file is had again", async () => (await http.GetAsync("files?path=f", Stop)).IsSuccessStatusCode);
        Assert.Equal("old", await http.GetStringAsync("files?path=f", Stop));
        Assert.False(Directory.Exists(part));
    }
}
