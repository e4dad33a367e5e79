using System.Buffers;
using System.IO.Pipelines;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;

namespace GamAgent.Server.Files;

/// <summary>
/// One transfer as the agent sees it: what the runner said about the file, bytes that came (never more than credit allows), credit for bytes
/// that go. Disposed of before its end it is given up. Every wait for the runner has a limit.
/// </summary>
internal sealed class FileTransfer : IDisposable
{
    private readonly FileDesk _desk;
    private readonly RunnerConnection _runner;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<LinkFileState> _state = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Doorbell _creditBell = new();

    // Without a limit of its own: credit is one, and the reading loop of the link must not wait.
    private readonly Pipe _incoming = new(new PipeOptions(pauseWriterThreshold: 0, resumeWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Lock _gate = new();
    private long _allowed;
    private long _arrived;
    private long _credit = -1;
    private long _taken;
    private bool _over;

    public FileTransfer(long number, FileDesk desk, RunnerConnection runner, TimeSpan patience, TimeProvider time)
    {
        Number = number;
        _desk = desk;
        _runner = runner;
        _patience = patience;
        _time = time;
    }

    public long Number { get; }

    public RunnerConnection Runner => _runner;

    /// <summary>What the runner says about the file, for a read, list or delete at the beginning, for a write at the end.</summary>
    /// <exception cref="FileRefusedException">It can't be done.</exception>
    public async Task<LinkFileState> StateAsync(CancellationToken cancellationToken)
    {
        var state = await WithinPatience(_state.Task, cancellationToken);
        return state.Problem is { } problem ? throw new FileRefusedException(problem) : state;
    }

    /// <summary>Asks for the file's bytes from an offset on.</summary>
    public void Want(long offset)
    {
        lock (_gate)
        {
            _arrived = offset;
            _allowed = offset;
        }

        _runner.SendFileSend(Number, offset);
        Allow(offset);
    }

    /// <summary>The next bytes of the file; none at its end.</summary>
    /// <exception cref="FileRefusedException">The runner went away, or does not go on.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var reading = _incoming.Reader.ReadAsync(cancellationToken);
        var result = reading.IsCompletedSuccessfully ? reading.Result : await WithinPatience(reading.AsTask(), cancellationToken);
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        result.Buffer.Slice(0, count).CopyTo(buffer.Span);
        _incoming.Reader.AdvanceTo(result.Buffer.GetPosition(count));
        if (count > 0)
        {
            _taken += count;
            if (_taken >= LinkFileBytes.WindowBytes / 2)
            {
                Allow(_allowed - LinkFileBytes.WindowBytes + _taken);
                _taken = 0;
            }
        }

        return count;
    }

    /// <summary>Waits until the runner takes bytes from an offset on.</summary>
    /// <returns>How many it takes; 0 when it says instead what is wrong.</returns>
    /// <exception cref="FileRefusedException">It doesn't answer.</exception>
    public async Task<int> RoomAsync(long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_credit > offset)
                {
                    return (int)Math.Min(LinkFileBytes.PieceBytes, _credit - offset);
                }
            }

            if (_state.Task.IsCompleted)
            {
                return 0;
            }

            await WithinPatience(_creditBell.WaitAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>Sends bytes for which there is room; returns when they are on their way.</summary>
    public Task SendAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        WithinPatience(_runner.SendFileBytesAsync(Number, offset, bytes, cancellationToken), cancellationToken);

    /// <summary>Those were all bytes.</summary>
    public void SendEnd() => _runner.SendFileEnd(Number);

    /// <summary>The runner said how the file is, or has become.</summary>
    public void Take(LinkFileState state)
    {
        _state.TrySetResult(state);
        if (state.Problem is { } problem)
        {
            Finish(new FileRefusedException(problem));
        }

        _creditBell.Ring();
    }

    /// <summary>The runner takes more.</summary>
    public void Take(LinkFileCredit credit)
    {
        lock (_gate)
        {
            _credit = Math.Max(_credit, credit.UpTo);
        }

        _creditBell.Ring();
    }

    /// <summary>Bytes came.</summary>
    /// <exception cref="LinkProtocolException">More than were asked for, or not the next ones.</exception>
    public void Take(in LinkFileBytes bytes)
    {
        lock (_gate)
        {
            if (_over)
            {
                return;
            }

            if (bytes.Offset != _arrived || bytes.Offset + bytes.Bytes.Length > _allowed)
            {
                throw new LinkProtocolException($"bytes of a file at {bytes.Offset} where {_arrived} to {_allowed} were awaited");
            }

            _arrived += bytes.Bytes.Length;
            foreach (var part in bytes.Bytes)
            {
                _incoming.Writer.Write(part.Span);
            }

            // Completes at once: the pipe never pauses its writer.
            _ = _incoming.Writer.FlushAsync().AsTask();
        }
    }

    /// <summary>There are no more bytes.</summary>
    public void TakeEnd() => Finish(null);

    /// <summary>The runner is gone.</summary>
    public void Lose()
    {
        _state.TrySetException(FileRefusedException.RunnerLost());

        // Seen by nobody, where nobody waits any more.
        _ = _state.Task.Exception;
        Finish(FileRefusedException.RunnerLost());
        _creditBell.Ring();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish(null);
        _incoming.Reader.CancelPendingRead();
        _incoming.Reader.Complete();
        _desk.Leave(this);
    }

    private void Finish(Exception? problem)
    {
        lock (_gate)
        {
            if (!_over)
            {
                _over = true;
                _incoming.Writer.Complete(problem);
            }
        }
    }

    private void Allow(long from)
    {
        long upTo;
        lock (_gate)
        {
            upTo = _allowed = from + LinkFileBytes.WindowBytes;
        }

        _runner.SendFileCredit(Number, upTo);
    }

    private async Task WithinPatience(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(_patience, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Silent for too long, or its connection is gone.
            throw FileRefusedException.RunnerLost();
        }
    }

    private async Task<T> WithinPatience<T>(Task<T> task, CancellationToken cancellationToken)
    {
        await WithinPatience((Task)task, cancellationToken);
        return await task;
    }
}
