using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests;

/// <summary>A runner that does what a test says: dials the agent's socket, speaks the link's frames, runs nothing.</summary>
internal sealed class ScriptedRunner : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Channel<object> _frames = Channel.CreateUnbounded<object>();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _reading;

    private ScriptedRunner(Socket socket, string id)
    {
        _socket = socket;
        Id = id;
        _reading = ReadAllAsync();
    }

    public string Id { get; }

    public LinkWelcome Welcome { get; private set; } = new(0, 0, 0);

    /// <summary>The last acknowledgement.</summary>
    public LinkAck Acknowledged { get; private set; }

    public Task Ended => _reading;

    public static async Task<ScriptedRunner> Attach(string path, string id = "runner-1", LinkStarted? running = null, long stdinReceived = 0)
    {
        var socket = await Eventually.Get("the agent's socket takes a connection", async () =>
        {
            var candidate = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await candidate.ConnectAsync(new UnixDomainSocketEndPoint(path));
                return candidate;
            }
            catch (SocketException)
            {
                candidate.Dispose();
                return null;
            }
        });
        var runner = new ScriptedRunner(socket, id);
        await runner.Send(w => LinkFraming.WriteJson(
            w, LinkFrameType.Hello, new LinkHello(id, 1, "test", running, stdinReceived), LinkJson.Default.LinkHello));
        runner.Welcome = await runner.Next<LinkWelcome>();
        return runner;
    }

    /// <summary>The next frame of a kind; others before it are passed over.</summary>
    public async Task<T> Next<T>()
    {
        using var limit = new CancellationTokenSource(Eventually.DefaultLimit);
        while (true)
        {
            if (await _frames.Reader.ReadAsync(limit.Token) is T wanted)
            {
                return wanted;
            }
        }
    }

    /// <summary>Takes the next start and answers that it was started.</summary>
    public async Task<LinkStart> Start(int pid = 4711)
    {
        var start = await Next<LinkStart>();
        await Started(start, pid);
        return start;
    }

    public Task Started(LinkStart start, int pid = 4711) => Send(w => LinkFraming.WriteJson(
        w, LinkFrameType.Started, new LinkStarted(start, pid, TimeProvider.System.GetUtcNow()), LinkJson.Default.LinkStarted));

    public Task Print(long command, long offset, string text, OutputStream stream = OutputStream.Stdout) =>
        Print(command, offset, Encoding.UTF8.GetBytes(text), stream);

    public Task Print(long command, long offset, byte[] bytes, OutputStream stream = OutputStream.Stdout) =>
        Send(w => LinkFraming.WriteBytes(w, LinkFrameType.Output, command, stream, offset, bytes));

    public Task Exit(LinkExit exit) => Send(w => LinkFraming.WriteJson(w, LinkFrameType.Exit, exit, LinkJson.Default.LinkExit));

    public Task Exit(long command, long stdoutBytes = 0, int code = 0, long stderrBytes = 0) => Exit(new LinkExit
    {
        Command = command,
        ExitCode = code,
        Reason = ExitReason.Exited,
        DurationMs = 5,
        StdoutBytes = stdoutBytes,
        StderrBytes = stderrBytes,
    });

    public Task TakeStdin(long command, long bytes, bool closed = false) => Send(w => LinkFraming.WriteJson(
        w, LinkFrameType.StdinTaken, new LinkStdinTaken(command, bytes, closed), LinkJson.Default.LinkStdinTaken));

    public Task Reply(LinkRequest request, string? text, string? error = null) => Send(w => LinkFraming.WriteJson(
        w, LinkFrameType.Reply, new LinkReply(request.Number, text, error), LinkJson.Default.LinkReply));

    public Task Report(LinkUsage usage) => Send(w => LinkFraming.WriteJson(w, LinkFrameType.Usage, usage, LinkJson.Default.LinkUsage));

    public async Task Send(Action<ArrayBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        using var limit = new CancellationTokenSource(Eventually.DefaultLimit);
        await _sending.WaitAsync(limit.Token);
        try
        {
            for (var rest = writer.WrittenMemory; !rest.IsEmpty;)
            {
                rest = rest[await _socket.SendAsync(rest, limit.Token)..];
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
    }

    private async Task ReadAllAsync()
    {
        try
        {
            await using var stream = new NetworkStream(_socket);
            var reader = PipeReader.Create(stream);
            while (true)
            {
                var result = await reader.ReadAsync();
                var buffer = result.Buffer;
                while (LinkFraming.TryRead(ref buffer, out var frame))
                {
                    var read = Read(frame);
                    if (read is LinkAck ack)
                    {
                        Acknowledged = ack;
                    }

                    _frames.Writer.TryWrite(read);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The agent is gone, or the test hung up.
        }
        finally
        {
            _frames.Writer.TryComplete();
        }
    }

    private static object Read(in LinkFrame frame) => frame.Type switch
    {
        LinkFrameType.Welcome => LinkFraming.ReadJson(frame, LinkJson.Default.LinkWelcome),
        LinkFrameType.Start => LinkFraming.ReadJson(frame, LinkJson.Default.LinkStart),
        LinkFrameType.Ack => LinkFraming.ReadAck(frame),
        LinkFrameType.Stdin => ReadInput(frame),
        LinkFrameType.Signal => LinkFraming.ReadJson(frame, LinkJson.Default.LinkSignal),
        LinkFrameType.Cancel => LinkFraming.ReadJson(frame, LinkJson.Default.LinkCancel),
        LinkFrameType.End => LinkFraming.ReadJson(frame, LinkJson.Default.LinkEnd),
        LinkFrameType.ExitAck => new Acknowledgement(LinkFraming.ReadJson(frame, LinkJson.Default.LinkCommand).Command),
        LinkFrameType.StdinEof => new EndOfInput(LinkFraming.ReadJson(frame, LinkJson.Default.LinkCommand).Command),
        LinkFrameType.Request => LinkFraming.ReadJson(frame, LinkJson.Default.LinkRequest),
        _ => throw new LinkProtocolException($"a {frame.Type} frame, which an agent does not send"),
    };

    private static Input ReadInput(in LinkFrame frame)
    {
        var bytes = LinkFraming.ReadBytes(frame);
        return new Input(bytes.Command, bytes.Offset, bytes.Bytes.ToArray());
    }

    /// <summary>An exit is in the journal.</summary>
    internal sealed record Acknowledgement(long Command);

    /// <summary>Standard input ends.</summary>
    internal sealed record EndOfInput(long Command);

    /// <summary>Bytes for standard input.</summary>
    internal sealed record Input(long Command, long Offset, byte[] Bytes)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);
    }
}
