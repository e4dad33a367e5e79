using GamAgent.Runner.Native;

namespace GamAgent.Runner.Processes;

/// <summary>
/// Knows the processes that CliWrap started, and reaps all other children: orphans that the kernel gave to the runner. Never one of CliWrap's,
/// whose exit codes the runtime waits for, and never "any child", which would take them away.
/// </summary>
internal sealed unsafe class StartedProcesses
{
    private const int NoHang = 1;

    private readonly Lock _gate = new();
    private readonly HashSet<int> _started = [];

    /// <summary>Starts a process; no orphan is reaped meanwhile, so that one that ends at once isn't taken for one.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="pidOf">Its id.</param>
    internal T Start<T>(Func<T> start, Func<T, int> pidOf)
    {
        lock (_gate)
        {
            var started = start();
            _started.Add(pidOf(started));
            return started;
        }
    }

    /// <summary>CliWrap's task has ended: the id is free again.</summary>
    internal void Forget(int pid)
    {
        lock (_gate)
        {
            _started.Remove(pid);
        }
    }

    /// <summary>Reaps what has ended and is nobody else's.</summary>
    /// <returns>How many.</returns>
    internal int ReapOrphans()
    {
        var reaped = 0;
        lock (_gate)
        {
            foreach (var pid in SessionProcesses.FindZombiesOf(Environment.ProcessId))
            {
                if (!_started.Contains(pid) && Libc.WaitPid(pid, null, NoHang) == pid)
                {
                    reaped++;
                }
            }
        }

        return reaped;
    }
}
