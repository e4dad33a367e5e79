using System.Buffers;
using System.Net.Sockets;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Files;

namespace GamAgent.Runner.Link;

/// <summary>One connection to the agent, from hello to its end. Owns the two loops and the socket.</summary>
internal sealed class LinkConnection(
    Socket socket,
    LinkHello hello,
    LinkSender sender,
    LinkReceiver receiver,
    LinkRequests requests,
    FileTransfers files,
    ChangeSignal changes,
    TimeProvider time)
{
    private static readonly TimeSpan WelcomeWait = TimeSpan.FromSeconds(10);

    private readonly LinkReader _reader = new(socket);
    private readonly ArrayBufferWriter<byte> _writer = new(3 * LinkSender.PieceBytes);

    /// <summary>Greets the agent and learns where its journal stands.</summary>
    /// <exception cref="LinkProtocolException">What answers is no agent of this version, or doesn't answer.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    internal async Task GreetAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(WelcomeWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            LinkFraming.WriteJson(_writer, LinkFrameType.Hello, hello, LinkJson.Default.LinkHello);
            await FlushAsync(either.Token);
            var frame = await _reader.ReadAsync(either.Token) ?? throw new LinkProtocolException("nothing but its end");
            if (frame.Type != LinkFrameType.Welcome)
            {
                throw new LinkProtocolException($"a frame of type {(byte)frame.Type} instead of a welcome");
            }

            sender.Begin(LinkFraming.ReadJson(frame, LinkJson.Default.LinkWelcome));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new LinkProtocolException($"no welcome within {WelcomeWait.TotalSeconds} s");
        }
    }

    /// <summary>Carries frames both ways until the connection ends.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receiving = ReceiveAsync(stop.Token);
        var sending = SendAsync(stop.Token);
        await Task.WhenAny(receiving, sending);
        await stop.CancelAsync();
        socket.Dispose();
        try
        {
            await Task.WhenAll(Quieted(receiving, stop.Token), Quieted(sending, stop.Token));
        }
        finally
        {
            files.AbortAll();
        }
    }

    private static async Task Quieted(Task loop, CancellationToken stopped)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // The other loop ended first.
        }
        catch (ObjectDisposedException) when (stopped.IsCancellationRequested)
        {
            // The same.
        }
    }

    private async Task ReceiveAsync(CancellationToken cancellation)
    {
        while (await _reader.ReadAsync(cancellation) is { } frame)
        {
            receiver.Handle(frame);
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        while (true)
        {
            // The first goes out on the thread of whoever had something to say, at once; the rest is not that thread's work.
            for (var pass = 0; Gather(); pass++)
            {
                if (pass == 1)
                {
                    await Task.Yield();
                }

                var flush = FlushAsync(cancellation);
                if (!flush.IsCompleted)
                {
                    await flush;
                    await Task.Yield();
                }
                else
                {
                    await flush;
                }
            }

            await changes.WaitAsync(cancellation);
        }
    }

    private bool Gather()
    {
        while (requests.Take() is { } reply)
        {
            LinkFraming.WriteJson(_writer, LinkFrameType.Reply, reply, LinkJson.Default.LinkReply);
        }

        sender.Write(_writer);
        files.Write(_writer);
        return _writer.WrittenCount > 0;
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        var rest = _writer.WrittenMemory;
        while (!rest.IsEmpty)
        {
            rest = rest[await socket.SendAsync(rest, SocketFlags.None, cancellation)..];
        }

        _writer.ResetWrittenCount();
    }
}
