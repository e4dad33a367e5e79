using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Commands;
using GamAgent.Server.Files;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Runner;

/// <summary>
/// One connection of a runner: reads its frames and hands them to the desk; sends what the desk wants sent. Owns the socket. What waits to be sent is
/// bounded by what the desk lets through (input by its own limit), and acknowledgements add up to one.
/// </summary>
internal sealed partial class RunnerConnection(
    Socket socket, CommandDesk desk, FileDesk files, TimeProvider time, ILogger<RunnerConnection> log) : IDisposable
{
    private const int MostWaiting = 128 << 20;
    private const int FloodBytes = 8 << 10;
    private static readonly TimeSpan HelloWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FlushWait = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Doorbell _doorbell = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log = log;
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _sending = new();
    private LinkAck? _ack;
    private bool _closing;

    /// <summary>Serves the connection until either end is done with it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _stopped = _stop.Token;
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        var writing = WriteAsync(linked.Token);
        try
        {
            await ReadAsync(linked.Token);
        }
        catch (OperationCanceledException)
        {
            // Replaced by another connection, or the agent stops.
        }
        catch (Exception e) when (e is IOException or SocketException or LinkProtocolException)
        {
            LogLost(e.Message);
        }
        finally
        {
            desk.Detach(this);
            files.Detach(this);
            await _stop.CancelAsync();
            await writing;
            socket.Dispose();
        }
    }

    /// <summary>Another connection took its place.</summary>
    public void Abort() => _stop.Cancel();

    /// <summary>Sends what waits and closes.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _closing = true;
        }

        _doorbell.Ring();
    }

    public void SendWelcome(LinkWelcome welcome) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.Welcome, welcome, LinkJson.Default.LinkWelcome));

    public void SendStart(LinkStart start) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.Start, start, LinkJson.Default.LinkStart));

    public void SendStdinEof(long command) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.StdinEof, new LinkCommand(command), LinkJson.Default.LinkCommand));

    public void SendSecret(LinkSecret secret) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.Secret, secret, LinkJson.Default.LinkSecret));

    public void SendSignal(long command, string name) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.Signal, new LinkSignal(command, name), LinkJson.Default.LinkSignal));

    public void SendCancel(long command, ExitReason reason, string? limit) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.Cancel, new LinkCancel(command, reason, limit), LinkJson.Default.LinkCancel));

    public void SendExitAck(long command) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.ExitAck, new LinkCommand(command), LinkJson.Default.LinkCommand));

    public void SendEnd(long graceMs) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.End, new LinkEnd(graceMs), LinkJson.Default.LinkEnd));

    public void SendRequest(LinkRequest request) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.Request, request, LinkJson.Default.LinkRequest));

    public void SendStdin(long command, long offset, ReadOnlySpan<byte> bytes)
    {
        const int piece = 256 << 10;
        lock (_gate)
        {
            while (!bytes.IsEmpty)
            {
                var part = bytes[..Math.Min(piece, bytes.Length)];
                LinkFraming.WriteBytes(_waiting, LinkFrameType.Stdin, command, OutputStream.Stdout, offset, part);
                offset += part.Length;
                bytes = bytes[part.Length..];
            }
        }

        _doorbell.Ring();
    }

    public void SendAck(in LinkAck ack)
    {
        lock (_gate)
        {
            if (_ack is { } other && other.Command != ack.Command)
            {
                LinkFraming.WriteAck(_waiting, other);
            }

            _ack = ack;
        }

        _doorbell.Ring();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        socket.Dispose();
    }

    private void Enqueue(Action<ArrayBufferWriter<byte>> write)
    {
        lock (_gate)
        {
            FlushAck(_waiting);
            write(_waiting);
            if (_waiting.WrittenCount > MostWaiting)
            {
                _stop.Cancel();
            }
        }

        _doorbell.Ring();
    }

    private void FlushAck(ArrayBufferWriter<byte> to)
    {
        if (_ack is { } ack)
        {
            LinkFraming.WriteAck(to, ack);
            _ack = null;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 << 10, minimumReadSize: 16 << 10));
        using var hello = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = time.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), hello, HelloWait, Timeout.InfiniteTimeSpan);
        var greeted = false;
        while (true)
        {
            var result = await reader.ReadAsync(greeted ? cancellationToken : hello.Token);
            var buffer = result.Buffer;
            if (buffer.Length >= FloodBytes)
            {
                // The thread that waits for all sockets may have brought it; clients' own frames come by that one too.
                await Task.Yield();
            }

            while (LinkFraming.TryRead(ref buffer, out var frame))
            {
                if (greeted)
                {
                    Take(frame);
                }
                else if (frame.Type == LinkFrameType.Hello)
                {
                    greeted = true;
                    limit.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    var said = LinkFraming.ReadJson(frame, LinkJson.Default.LinkHello).Checked();
                    LogAttached(said.RunnerId, said.Version);
                    desk.Attach(this, said, () => files.Attach(this));
                }
                else
                {
                    throw new LinkProtocolException($"a {frame.Type} frame before hello");
                }
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private void Take(in LinkFrame frame)
    {
        switch (frame.Type)
        {
            case LinkFrameType.Output:
                desk.Output(this, LinkFraming.ReadBytes(frame));
                break;
            case LinkFrameType.Started:
                desk.Started(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkStarted).Checked());
                break;
            case LinkFrameType.StdinTaken:
                desk.StdinTaken(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkStdinTaken));
                break;
            case LinkFrameType.Secret:
                desk.KeptSecret(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkSecret).Checked());
                break;
            case LinkFrameType.Exit:
                desk.Exited(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkExit));
                break;
            case LinkFrameType.Usage:
                desk.Usage(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkUsage));
                break;
            case LinkFrameType.Reply:
                desk.Replied(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkReply));
                break;
            default:
                TakeFile(frame);
                break;
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _doorbell.WaitAsync(cancellationToken);
                bool closing;
                bool hadFile;
                lock (_gate)
                {
                    FlushAck(_waiting);
                    (_waiting, _sending) = (_sending, _waiting);
                    closing = _closing;
                    (hadFile, _fileWaits) = (_fileWaits, false);
                }

                for (var rest = _sending.WrittenMemory; !rest.IsEmpty;)
                {
                    rest = rest[await socket.SendAsync(rest, cancellationToken)..];
                }

                _sending.ResetWrittenCount();
                if (hadFile)
                {
                    _fileTurn.Release();
                }

                if (closing)
                {
                    // The runner reads to the end and hangs up; one that does not is left behind.
                    socket.Shutdown(SocketShutdown.Send);
                    _stop.CancelAfter(FlushWait);
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The reading side tells why the connection ended.
            await _stop.CancelAsync();
        }
    }

    [LoggerMessage(200, LogLevel.Information, "Runner {RunnerId}, version {Version}, is attached")]
    private partial void LogAttached(string runnerId, string version);

    [LoggerMessage(201, LogLevel.Warning, "The runner's connection was lost: {Why}")]
    private partial void LogLost(string why);
}
