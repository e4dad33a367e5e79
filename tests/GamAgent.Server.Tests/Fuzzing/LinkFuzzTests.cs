using System.Buffers;
using System.Net.Sockets;
using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Fuzzing;

/// <summary>A runner that sends what no runner would: the connection may be dropped, the server and its clients live on.</summary>
public sealed class LinkFuzzTests
{
    private const int Rounds = 400;

    [Fact]
    public async Task Mutated_frames_cost_their_connection_at_most()
    {
        await using var agent = await TestAgent.Start();
        var (socket, _) = await agent.Enter();
        var mutator = new ByteMutator(4);
        var samples = Samples();
        byte[][] kept =
        [
            Frame(LinkFrameType.Hello, "{}"),
            Frame(LinkFrameType.Hello, """{"runnerId":"r","running":{}}"""),
            Frame(LinkFrameType.Hello, """{"runnerId":"r","running":{"start":{"command":1,"id":"x","args":[null],"by":"b"}}}"""),
            [.. samples[0], .. Frame(LinkFrameType.Started, "{}")],
            [.. samples[0], .. Frame(LinkFrameType.Exit, """{"command":1}""")],
            [.. samples[0], .. Frame(LinkFrameType.Secret, """{"command":1}""")],
        ];
        foreach (var bytes in kept.Concat(Enumerable.Range(0, Rounds).Select(_ => mutator.Next(samples))))
        {
            using var link = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await link.ConnectAsync(new UnixDomainSocketEndPoint(agent.RunnerSocket), TestContext.Current.CancellationToken);
            try
            {
                await link.SendAsync(bytes, SocketFlags.None, TestContext.Current.CancellationToken);
                link.Shutdown(SocketShutdown.Send);
                var buffer = new byte[4096];
                while (await link.ReceiveAsync(buffer, SocketFlags.None, TestContext.Current.CancellationToken).AsTask().Within($"the agent hangs up on {Convert.ToBase64String(bytes)}") > 0)
                {
                    // What it answers is of no interest.
                }
            }
            catch (SocketException)
            {
                // It hung up in the middle.
            }
        }

        await socket.SendFrame("ping", new { n = 1 });
        await socket.WaitFor("pong");
        await using var runner = await agent.Runner("a-sound-one");
        await Eventually.True("the agent is of use again", async () =>
        {
            await using var client = await GamSocket.Connect(agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session) });
            return (await client.WaitFor(EventNames.Connected)).Read<ConnectedData>().State == AgentState.Idle;
        });
        await socket.SendCommand("info domain", "after-all");
        var start = await runner.Start();
        await runner.Exit(start.Command);
        var exits = await socket.ReadUntil(EventNames.Exit, e => e.Data.Text("id") == "after-all");
        Assert.Equal(exits.Count(e => e.Event == EventNames.Started), exits.Count(e => e.Event == EventNames.Exit));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"runnerId":""}""")]
    [InlineData("""{"runnerId":"r","stdinReceived":-1}""")]
    [InlineData("""{"runnerId":"r","running":{}}""")]
    [InlineData("""{"runnerId":"r","running":{"start":{"command":0,"id":"x","args":[],"by":"b"}}}""")]
    [InlineData("""{"runnerId":"r","running":{"start":{"command":1,"id":"","args":[],"by":"b"}}}""")]
    [InlineData("""{"runnerId":"r","running":{"start":{"command":1,"id":"x","args":[null],"by":"b"}}}""")]
    public void A_hello_that_lacks_something_is_refused_before_anybody_acts_on_it(string json)
    {
        var frame = new LinkFrame(LinkFrameType.Hello, new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)));
        Assert.Throws<LinkProtocolException>(() => LinkFraming.ReadJson(frame, LinkJson.Default.LinkHello).Checked());
    }

    private static List<byte[]> Samples()
    {
        var start = new LinkStart { Command = 1, Id = "c1", Args = ["info", "domain"], By = "tester" };
        var started = new LinkStarted(start, 4711, TimeProvider.System.GetUtcNow());
        var writer = new ArrayBufferWriter<byte>();
        LinkFraming.WriteJson(writer, LinkFrameType.Hello, new LinkHello("runner-1", 1, "test", null, 0), LinkJson.Default.LinkHello);
        var plain = writer.WrittenSpan.ToArray();
        writer.Clear();
        LinkFraming.WriteJson(writer, LinkFrameType.Hello, new LinkHello("runner-1", 1, "test", started, 0), LinkJson.Default.LinkHello);
        LinkFraming.WriteJson(writer, LinkFrameType.Started, started, LinkJson.Default.LinkStarted);
        LinkFraming.WriteBytes(writer, LinkFrameType.Output, 1, OutputStream.Stdout, 0, "é✓𝄞\n"u8);
        LinkFraming.WriteBytes(writer, LinkFrameType.Output, 1, OutputStream.Stderr, 0, "Got 5 Users: a - b\r\n"u8);
        LinkFraming.WriteJson(writer, LinkFrameType.StdinTaken, new LinkStdinTaken(1, 5, false), LinkJson.Default.LinkStdinTaken);
        LinkFraming.WriteJson(writer, LinkFrameType.Usage, new LinkUsage(1, 2, false), LinkJson.Default.LinkUsage);
        LinkFraming.WriteJson(writer, LinkFrameType.Reply, new LinkReply(1, "text", null), LinkJson.Default.LinkReply);
        var exit = new LinkExit { Command = 1, ExitCode = 0, Reason = ExitReason.Exited, DurationMs = 5, StdoutBytes = 10, StderrBytes = 20 };
        LinkFraming.WriteJson(writer, LinkFrameType.Exit, exit, LinkJson.Default.LinkExit);
        return [plain, writer.WrittenSpan.ToArray()];
    }

    private static byte[] Frame(LinkFrameType type, string json) =>
        [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(json) + 1), (byte)type, .. Encoding.UTF8.GetBytes(json)];
}
