using System.Buffers;
using System.Threading.Channels;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Runner.Execution;

/// <summary>
/// A command's standard input: what came over the link and the child's pipe has not taken yet. The agent keeps it small, since it sends no more than
/// its own limit ahead of <see cref="Taken"/>; a peer that ignores that is a broken link. What is typed is kept nowhere else.
/// </summary>
internal sealed class StandardInput(Action changed)
{
    private const long MostWaiting = 64L * 1024 * 1024;
    private const int PieceBytes = 16 * 1024;

    // Without a switch of threads the link's own reader writes: to a pipe that does not block, and one piece at a time.
    private readonly Channel<byte[]> _waiting = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private long _received;
    private long _taken;
    private volatile bool _closed;

    /// <summary>Bytes that came, from the beginning.</summary>
    internal long Received => Volatile.Read(ref _received);

    /// <summary>Bytes that the child's pipe has taken.</summary>
    internal long Taken => Volatile.Read(ref _taken);

    /// <summary>No more will be taken: the end was asked for and passed on, or the child closed its side.</summary>
    internal bool Closed => _closed;

    /// <summary>The end of the input was asked for.</summary>
    internal bool EndAsked { get; private set; }

    /// <summary>Takes bytes from the link; those that came before are skipped.</summary>
    /// <exception cref="LinkProtocolException">Bytes are missing before these, or far too many wait.</exception>
    internal void Accept(long offset, in ReadOnlySequence<byte> bytes)
    {
        var received = Received;
        if (offset > received)
        {
            throw new LinkProtocolException($"standard input from {offset} on, where {received} was next");
        }

        var known = received - offset;
        if (known >= bytes.Length)
        {
            return;
        }

        var fresh = bytes.Slice(known).ToArray();
        if (received + fresh.Length - Taken > MostWaiting)
        {
            throw new LinkProtocolException("more standard input than may wait");
        }

        Volatile.Write(ref _received, received + fresh.Length);
        if (!_waiting.Writer.TryWrite(fresh))
        {
            // Closed meanwhile: the child takes no more, which the link has told or will tell.
            changed();
        }
    }

    /// <summary>Ends the input after what waits.</summary>
    internal void End()
    {
        EndAsked = true;
        _waiting.Writer.TryComplete();
    }

    /// <summary>Writes to the child's pipe until the end; returning closes the pipe.</summary>
    internal async Task PumpAsync(Stream pipe, CancellationToken cancellation)
    {
        try
        {
            // Not on the thread that starts the process, which holds a lock meanwhile.
            await Task.Yield();
            await foreach (var bytes in _waiting.Reader.ReadAllAsync(cancellation))
            {
                for (var at = 0; at < bytes.Length; at += PieceBytes)
                {
                    if (at > 0)
                    {
                        // Acknowledgements and a cancel may wait behind this frame.
                        await Task.Yield();
                    }

                    var piece = bytes.AsMemory(at, Math.Min(PieceBytes, bytes.Length - at));
                    await pipe.WriteAsync(piece, cancellation);
                    await pipe.FlushAsync(cancellation);
                    Interlocked.Add(ref _taken, piece.Length);
                    changed();
                }
            }
        }
        catch (IOException)
        {
            // The child closed its standard input or has gone: an ordinary end, told by Closed.
        }
        finally
        {
            _closed = true;
            _waiting.Writer.TryComplete();
            changed();
        }
    }
}
