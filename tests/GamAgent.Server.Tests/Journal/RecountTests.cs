using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Journal;

public sealed class RecountTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(1)]
    public async Task Failed_rows_and_progress_are_whole_when_another_server_took_over_in_the_middle(double part)
    {
        using var folder = new TemporaryFolder();
        var said = Recording.Load("csv-showcmds").Bytes(OutputStream.Stderr);
        var cut = (int)(said.Length * part);
        LinkStarted started;
        await using (var agent = await TestAgent.Start(folder: folder))
        {
            var runner = await agent.Runner();
            var (socket, _) = await agent.Enter();
            await socket.SendCommand("update user x", "c");
            var start = await runner.Start();
            started = new LinkStarted(start, 4711, TimeProvider.System.GetUtcNow());
            await runner.Print(start.Command, 0, said[..cut], OutputStream.Stderr);
            await Eventually.True("the text is in the journal", () => runner.Acknowledged.StderrOffset == cut);
        }

        await using (var agent = await TestAgent.Start(folder: folder))
        {
            var runner = await agent.Runner(running: started);
            var (socket, _) = await agent.Enter("?after=0");
            await runner.Print(1, cut, said[cut..], OutputStream.Stderr);
            await runner.Exit(1, stderrBytes: said.Length);
            var events = await socket.ReadUntil(EventNames.Exit);
            var rows = events.Where(e => e.Event == EventNames.Progress).Select(e => e.Read<ProgressData>()).ToArray();
            Assert.Equal([1L, 2, 3, 4, 5, 6], rows.Select(r => r.Done));
            var exit = events[^1].Read<ExitData>();
            Assert.Equal(ExitClass.Partial, exit.Class);
            Assert.Equal([new FailedRow(2, 56), new FailedRow(5, 56)], exit.FailedRows!.Rows);
        }
    }
}
