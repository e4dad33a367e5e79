using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Runner.Tests.Running;

/// <summary>
/// The agent's side of the link, by script: listens on the unix socket, keeps what commands print in memory as the journal would, and acknowledges
/// it unless told not to.
/// </summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Task _accepting;
    private long _lastCommand;
    private volatile Socket? _connection;

    public FakeAgent(string socketPath)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        _listener.Listen(8);
        _accepting = AcceptAsync();
    }

    /// <summary>Whether output is acknowledged as it comes.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Whether exits are acknowledged as they come.</summary>
    public bool AcknowledgesExits { get; set; } = true;

    /// <summary>Every hello that came.</summary>
    public ConcurrentQueue<LinkHello> Hellos { get; } = new();

    /// <summary>Every command that was started here, by its number.</summary>
    public ConcurrentDictionary<long, FakeCommand> Commands { get; } = new();

    /// <summary>Answers to requests.</summary>
    public ConcurrentDictionary<long, LinkReply> Replies { get; } = new();

    /// <summary>Figures that came.</summary>
    public ConcurrentQueue<LinkUsage> Usages { get; } = new();

    /// <summary>What was wrong with what the runner sent.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>A runner is connected and was welcomed.</summary>
    public bool IsConnected => _connection is not null;

    /// <summary>Starts a command and returns its record.</summary>
    public async Task<FakeCommand> Start(IReadOnlyList<string> args, long? timeoutMs = null)
    {
        await Eventually.True("a runner is connected", () => IsConnected);
        var start = new LinkStart { Command = ++_lastCommand, Id = $"c{_lastCommand}", Args = args, By = "test", TimeoutMs = timeoutMs };
        var command = Commands[start.Command] = new FakeCommand(start);
        await Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.Start, start, LinkJson.Default.LinkStart));
        return command;
    }

    /// <summary>Sends the start of a command once more.</summary>
    public Task StartAgain(FakeCommand command) =>
        Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.Start, command.Start, LinkJson.Default.LinkStart));

    /// <summary>Runs a command to its exit.</summary>
    public async Task<FakeCommand> Run(params string[] args)
    {
        var command = await Start(args);
        await command.Exited;
        return command;
    }

    public Task Stdin(FakeCommand command, ReadOnlyMemory<byte> bytes) => Send(writer =>
    {
        LinkFraming.WriteBytes(writer, LinkFrameType.Stdin, command.Number, OutputStream.Stdout, command.StdinSent, bytes.Span);
        command.StdinSent += bytes.Length;
    });

    public Task StdinEof(FakeCommand command) =>
        Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.StdinEof, new LinkCommand(command.Number), LinkJson.Default.LinkCommand));

    public Task Signal(FakeCommand command, string name) =>
        Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.Signal, new LinkSignal(command.Number, name), LinkJson.Default.LinkSignal));

    public Task Cancel(FakeCommand command, ExitReason reason = ExitReason.Cancelled, string? limit = null) =>
        Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.Cancel, new LinkCancel(command.Number, reason, limit), LinkJson.Default.LinkCancel));

    public Task End(long graceMs) => Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.End, new LinkEnd(graceMs), LinkJson.Default.LinkEnd));

    public Task Request(long number, string name, string? argument) =>
        Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.Request, new LinkRequest(number, name, argument), LinkJson.Default.LinkRequest));

    public Task Acknowledge(FakeCommand command) => Send(writer => LinkFraming.WriteAck(writer, command.Ack));

    public Task AcknowledgeExit(FakeCommand command) =>
        Send(writer => LinkFraming.WriteJson(writer, LinkFrameType.ExitAck, new LinkCommand(command.Number), LinkJson.Default.LinkCommand));

    /// <summary>Breaks the connection as a killed agent would; the runner comes back by itself.</summary>
    public void Disconnect() => _connection?.Dispose();

    /// <summary>Sends bytes as they are.</summary>
    public Task Send(Action<IBufferWriter<byte>> write) => Send(_connection!, write);

    private async Task Send(Socket connection, Action<IBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        await _sending.WaitAsync();
        try
        {
            var rest = writer.WrittenMemory;
            while (!rest.IsEmpty)
            {
                rest = rest[await connection.SendAsync(rest, SocketFlags.None)..];
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _connection?.Dispose();
        _listener.Dispose();
        await _accepting;
        _sending.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = await _listener.AcceptAsync(_stop.Token);
                await ServeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The connection was broken on purpose, or the test is over.
            }
            catch (LinkProtocolException e)
            {
                Complaints.Enqueue(e.Message);
            }

            _connection = null;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[2 * LinkFraming.MaxFrameBytes];
        var filled = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None, _stop.Token) is var count and > 0)
        {
            filled += count;
            var rest = new ReadOnlySequence<byte>(buffer, 0, filled);
            while (LinkFraming.TryRead(ref rest, out var frame))
            {
                await HandleAsync(socket, frame);
            }

            var left = (int)rest.Length;
            buffer.AsSpan(filled - left, left).CopyTo(buffer);
            filled = left;
        }
    }

    private async Task HandleAsync(Socket socket, LinkFrame frame)
    {
        switch (frame.Type)
        {
            case LinkFrameType.Hello:
                var hello = LinkFraming.ReadJson(frame, LinkJson.Default.LinkHello);
                var known = hello.Running is { } running && Commands.TryGetValue(running.Start.Command, out var command) ? command : null;
                var ack = known?.Ack ?? new LinkAck(hello.Running?.Start.Command ?? 0, 0, 0);
                Hellos.Enqueue(hello);
                await Send(socket, writer => LinkFraming.WriteJson(
                    writer, LinkFrameType.Welcome, new LinkWelcome(ack.Command, ack.StdoutOffset, ack.StderrOffset), LinkJson.Default.LinkWelcome));
                // Only now may a test send: a runner that gets something else before its welcome breaks the link.
                _connection = socket;
                break;
            case LinkFrameType.Started:
                var started = LinkFraming.ReadJson(frame, LinkJson.Default.LinkStarted);
                Commands[started.Start.Command].Take(started);
                break;
            case LinkFrameType.Output:
                await TakeOutputAsync(LinkFraming.ReadBytes(frame));
                break;
            case LinkFrameType.StdinTaken:
                var taken = LinkFraming.ReadJson(frame, LinkJson.Default.LinkStdinTaken);
                Commands[taken.Command].Take(taken);
                break;
            case LinkFrameType.Exit:
                var exit = LinkFraming.ReadJson(frame, LinkJson.Default.LinkExit);
                Complain(Commands[exit.Command].Take(exit));
                try
                {
                    if (AcknowledgesExits)
                    {
                        await AcknowledgeExit(Commands[exit.Command]);
                    }
                }
                finally
                {
                    // Also where the runner is gone already: it waits for an acknowledgement for a moment only.
                    Commands[exit.Command].Complete();
                }

                break;
            case LinkFrameType.Usage:
                Usages.Enqueue(LinkFraming.ReadJson(frame, LinkJson.Default.LinkUsage));
                break;
            case LinkFrameType.Reply:
                var reply = LinkFraming.ReadJson(frame, LinkJson.Default.LinkReply);
                Replies[reply.Number] = reply;
                break;
            default:
                Complaints.Enqueue($"a frame of type {frame.Type}");
                break;
        }
    }

    private async Task TakeOutputAsync(LinkBytes bytes)
    {
        var command = Commands[bytes.Command];
        Complain(command.Take(bytes));
        if (!Acknowledges)
        {
            return;
        }

        try
        {
            await Acknowledge(command);
        }
        catch (SocketException)
        {
            // A runner that has ended needs none, and what it sent before is still to be read.
        }
    }

    private void Complain(string? complaint)
    {
        if (complaint is not null)
        {
            Complaints.Enqueue(complaint);
        }
    }
}
