using GamAgent.Protocol.Files;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Commands;
using GamAgent.Server.Runner;
using GamAgent.Server.Settings;

namespace GamAgent.Server.Files;

/// <summary>
/// All transfers of files with the runner that is attached. At most <see cref="MostTransfers"/> go on at a time; others wait their turn, for as
/// long as a client may stall. A runner that goes away takes its transfers with it.
/// </summary>
internal sealed class FileDesk(CommandDesk commands, AgentSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>Transfers at a time; each holds at most 256 KiB here and at the runner.</summary>
    public const int MostTransfers = 4;

    private const int MostWaiting = 64;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turns = new(MostTransfers);
    private readonly Dictionary<long, FileTransfer> _transfers = [];
    private RunnerConnection? _runner;
    private int _waiting;

    // A runner may still know the numbers of the run of this program before.
    private long _numbers = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a transfer; the caller disposes of it.</summary>
    /// <exception cref="FileRefusedException">Not now.</exception>
    public async Task<FileTransfer> OpenAsync(Func<long, LinkFileOpen> open, CancellationToken cancellationToken)
    {
        if (commands.Ending is not null)
        {
            throw Refused(FileErrorCode.Ended, "The session is ending.");
        }

        await WaitForTurnAsync(cancellationToken);
        FileTransfer transfer;
        lock (_gate)
        {
            if (_runner is not { } runner)
            {
                _turns.Release();
                throw Refused(FileErrorCode.NotReady, "The session has no runner at the moment; try again.");
            }

            transfer = new FileTransfer(++_numbers, this, runner, settings.Limits.StallTimeout, time);
            _transfers.Add(transfer.Number, transfer);
            runner.SendFileOpen(open(transfer.Number));
        }

        commands.Touch();
        return transfer;
    }

    /// <summary>A transfer is over, for whatever reason.</summary>
    public void Leave(FileTransfer transfer)
    {
        lock (_gate)
        {
            if (!_transfers.Remove(transfer.Number))
            {
                return;
            }

            // Late for one that has ended, and then ignored.
            if (_runner == transfer.Runner)
            {
                transfer.Runner.SendFileAbort(transfer.Number);
            }
        }

        _turns.Release();
        commands.Touch();
    }

    /// <summary>A runner is attached.</summary>
    public void Attach(RunnerConnection runner)
    {
        lock (_gate)
        {
            LoseAll();
            _runner = runner;
        }
    }

    /// <summary>A runner's connection is gone.</summary>
    public void Detach(RunnerConnection runner)
    {
        lock (_gate)
        {
            if (_runner == runner)
            {
                _runner = null;
                LoseAll();
            }
        }
    }

    /// <summary>The transfer of a number, if this runner has one.</summary>
    public FileTransfer? Find(RunnerConnection runner, long number)
    {
        lock (_gate)
        {
            return _runner == runner && _transfers.TryGetValue(number, out var transfer) ? transfer : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private static FileRefusedException Refused(FileErrorCode code, string message) => new(new FileProblem(code, message));

    private void LoseAll()
    {
        foreach (var transfer in _transfers.Values)
        {
            transfer.Lose();
        }
    }

    private async Task WaitForTurnAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw Refused(FileErrorCode.Unavailable, "Too many files of this session are under way; try again.");
        }

        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var timer = time.CreateTimer(
                static s => ((CancellationTokenSource)s!).Cancel(), limit, settings.Limits.StallTimeout, Timeout.InfiniteTimeSpan);
            await _turns.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused(FileErrorCode.Unavailable, "Too many files of this session are under way; try again.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
