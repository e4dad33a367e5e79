using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Execution;

namespace GamAgent.Runner.Guards;

/// <summary>
/// The first to end a command that takes too much: memory is looked at every 100 ms while one runs, first that long after its
/// start, the work folder every second (less often when looking takes long). Keeps the figures for the link. The kernel's own killer and the pod's eviction come after it.
/// </summary>
internal sealed class SessionGuard(
    GuardLimits limits,
    ContainerMemory? container,
    KernelKills kills,
    SessionMemory session,
    string workFolder,
    CommandSlot slot,
    Action changed,
    TimeProvider time,
    RunnerLog log)
{
    private static readonly TimeSpan MemoryPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DiskPeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan IdlePeriod = TimeSpan.FromSeconds(1);
    private const int DiskRestRatio = 20;
    private const double Noticeable = 0.02;

    // Between commands that follow each other at once there is no rest.
    private const int LooksBeforeRest = 2;

    private CommandExecution? _command;
    private int _quietLooks;
    private long _peak;
    private long _memory;
    private long _disk;
    private long _diskReadAt;
    private TimeSpan _diskRest;
    private TimeSpan _diskTook;
    private volatile LinkUsage? _usage;

    /// <summary>The last figures worth telling.</summary>
    internal LinkUsage? Usage => _usage;

    /// <summary>Looks until it is cancelled.</summary>
    /// <param name="begun">Says that a command begins, so that an idle guard doesn't sleep through its start.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task RunAsync(Link.ChangeSignal begun, CancellationToken cancellation)
    {
        ReadDisk();
        try
        {
            var wake = begun.WaitAsync(cancellation).AsTask();
            while (true)
            {
                var running = slot.Current is { Exit: null };
                Look(running ? slot.Current : null);
                if (!running)
                {
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                    await Task.WhenAny(wake, Task.Delay(IdlePeriod, time, both.Token));
                    await both.CancelAsync();
                    cancellation.ThrowIfCancellationRequested();
                    if (!wake.IsCompleted)
                    {
                        continue;
                    }

                    // Not at once: a look takes the processor that the command's start needs. It may even have ended by then.
                    _quietLooks = 0;
                    wake = begun.WaitAsync(cancellation).AsTask();
                }

                await Task.Delay(MemoryPeriod, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The session has ended.
        }
    }

    /// <summary>One look at everything that is due.</summary>
    internal void Look(CommandExecution? command)
    {
        if (!ReferenceEquals(command, _command))
        {
            _command = command;
            _peak = 0;
            session.Forget();
        }

        _quietLooks = command is null ? _quietLooks + 1 : 0;
        if (_quietLooks == LooksBeforeRest)
        {
            slot.Rest();
            RestingMemory.GiveBack();
        }

        ReadMemory(command);
        if (time.GetElapsedTime(_diskReadAt) >= (_diskRest > DiskPeriod ? _diskRest : DiskPeriod))
        {
            ReadDisk();
            if (command is not null && _disk >= limits.DiskEnd && command.RequestEnd(new CommandEndRequest(ExitReason.DiskFull, AtOnce: true)))
            {
                log.Warning(RunnerEvent.DiskLimitReached, $"command {command.Start.Command}: {_disk} of {limits.WorkFolder} bytes");
            }
        }

        Tell();
    }

    private void ReadMemory(CommandExecution? command)
    {
        var used = command is null ? 0 : session.Read();
        _memory = container?.ReadWorkingSet() is { } whole ? Math.Max(whole, used) : used;
        if (command is null)
        {
            return;
        }

        Check(command, limits.SessionMemory, used);
        if (container is not null)
        {
            Check(command, container.Limit, _memory);
            if (kills.Find() is { } figures)
            {
                End(command, figures);
            }
        }
    }

    private void Check(CommandExecution command, long limit, long used)
    {
        if (limit <= 0)
        {
            return;
        }

        _peak = Math.Max(_peak, used);
        if (used >= limits.MemoryEnd(limit))
        {
            End(command, new MemoryFigures(limit, _peak));
        }
    }

    private void End(CommandExecution command, MemoryFigures figures)
    {
        if (command.RequestEnd(CommandEndRequest.OutOfMemory(figures)))
        {
            log.Warning(RunnerEvent.MemoryLimitReached, $"command {command.Start.Command}: {figures.PeakBytes} of {figures.LimitBytes} bytes");
        }
    }

    private void ReadDisk()
    {
        var began = time.GetTimestamp();
        _disk = FolderSize.Read(workFolder);
        _diskReadAt = time.GetTimestamp();

        // Twice in a row it took that long: one look that had to wait for a processor says nothing of the folder.
        var took = time.GetElapsedTime(began, _diskReadAt);
        _diskRest = (took < _diskTook ? took : _diskTook) * DiskRestRatio;
        _diskTook = took;
    }

    private void Tell()
    {
        var full = _disk >= limits.DiskRefusal;
        if (_usage is { } told && told.DiskFull == full && !IsNoticeable(told.MemoryBytes, _memory) && !IsNoticeable(told.DiskBytes, _disk))
        {
            return;
        }

        _usage = new LinkUsage(_memory, _disk, full);
        changed();
    }

    private static bool IsNoticeable(long? told, long now) =>
        told is not { } before || Math.Abs(before - now) > Math.Max(1024 * 1024, before * Noticeable);
}
