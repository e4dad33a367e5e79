using System.Text;
using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Protocol.Settings;
using TestKit;

namespace GamAgent.Server.Tests.Journal;

/// <summary>The server as a process that is killed with SIGKILL at random places, with a runner that keeps what is not acknowledged.</summary>
public sealed class KilledServerTests
{
    private const string Session = "killed-session";

    [Theory]
    [InlineData(ProgramForm.Jit, 1)]
    [InlineData(ProgramForm.Jit, 2)]
    [InlineData(ProgramForm.Jit, 3)]
    [InlineData(ProgramForm.Aot, 4)]
    [InlineData(ProgramForm.Aot, 5)]
    [InlineData(ProgramForm.Aot, 6)]
    public async Task Bytes_are_exact_and_the_exit_comes_once_wherever_the_server_is_killed(ProgramForm form, int seed)
    {
        var program = await AgentPrograms.Server(form);
        var random = new Random(seed);
        using var folder = new TemporaryFolder();
        using var tokens = new TestTokens();
        var printed = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i} é✓𝄞\n")));
        LinkStarted? started = null;
        var text = new StringBuilder();
        var exits = new List<ExitData>();
        long after = 0;
        string? epoch = null;
        for (var life = 0; exits.Count == 0; life++)
        {
            Assert.True(life < 40, "the command never ends");
            await using var server = Start(program, folder, tokens);
            var url = await Url(server);
            await using var runner = await ScriptedRunner.Attach(folder.Combine("r.sock"), running: started);
            await using var socket = await GamSocket.Connect(
                new Uri($"{url.Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{Session}/?after={after}" + (epoch is null ? "" : $"&epoch={epoch}")),
                new GamSocketOptions { Token = tokens.For(Session) });
            var connected = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>();
            epoch ??= connected.Epoch;
            Assert.Equal(epoch, connected.Epoch);
            if (started is null)
            {
                await socket.SendCommand("print users", "k");
                started = new LinkStarted(await runner.Start(), 1, TimeProvider.System.GetUtcNow());
            }

            var printing = Print(runner, started, printed, random.Next(100, 9_000));
            var killAt = life < 8 ? random.Next(1, 60) : int.MaxValue;
            for (var seen = 0; seen < killAt && exits.Count == 0; seen++)
            {
                var next = await socket.Next();
                Assert.Equal(++after, next.Seq);
                if (next.Event == EventNames.Output)
                {
                    text.Append(next.Data.GetString());
                    Assert.Null(next.Lossy);
                }
                else if (next.Event == EventNames.Exit)
                {
                    exits.Add(next.Read<ExitData>());
                }
            }

            server.Signal(Signals.Kill);
            await server.WaitForExit();
            await printing;
        }

        Assert.Equal(Encoding.UTF8.GetString(printed), text.ToString());
        Assert.Equal((7, (long)printed.Length), (exits[0].ExitCode, exits[0].OutputBytes));
        await using var last = Start(program, folder, tokens);
        await using var late = await GamSocket.Connect(
            new Uri($"{(await Url(last)).Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{Session}/?after=0"),
            new GamSocketOptions { Token = tokens.For(Session) });
        var said = (await late.WaitFor(EventNames.Connected)).Read<ConnectedData>();
        Assert.Equal(7, said.LastExit?.ExitCode);
        var all = new List<EventEnvelope>();
        while (all.Count < said.Next - 1)
        {
            all.Add(await late.Next());
        }

        Assert.Single(all, e => e.Event == EventNames.Exit);
        Assert.Single(all, e => e.Event == EventNames.Started);
        Assert.Equal(Encoding.UTF8.GetString(printed), all.OutputText());
    }

    private static async Task Print(ScriptedRunner runner, LinkStarted started, byte[] printed, int piece)
    {
        try
        {
            var command = started.Start.Command;
            await runner.Started(started.Start, started.Pid);
            var offset = runner.Welcome.Command == command ? runner.Welcome.StdoutOffset : 0;
            while (offset < printed.Length)
            {
                var count = (int)Math.Min(piece, printed.Length - offset);
                await runner.Print(command, offset, printed[(int)offset..((int)offset + count)]);
                offset += count;
            }

            await runner.Exit(command, printed.Length, code: 7);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The server was killed: what it had not acknowledged is sent again in its next life.
        }
    }

    private static StartedProgram Start(string program, TemporaryFolder folder, TestTokens tokens) => StartedProgram.Start(
        program,
        ["serve"],
        new Dictionary<string, string?>
        {
            [AgentVariables.SessionId] = Session,
            [AgentVariables.Listen] = "http://127.0.0.1:0",
            [AgentVariables.RunnerSocket] = folder.Combine("r.sock"),
            [AgentVariables.JournalFolder] = folder.Combine("journal"),
            [AgentVariables.Jwks] = tokens.Jwks,
        });

    private static async Task<string> Url(StartedProgram server)
    {
        var line = await Eventually.Get(
            "the server says where it listens", () => server.Output.Text.Split('\n') is [{ Length: > 0 } first, _, ..] ? first : null);
        return JsonSerializer.Deserialize(line, ListeningLineJson.Default.ListeningLine)!.Url;
    }
}
