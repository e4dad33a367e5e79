using System.ComponentModel;
using System.Diagnostics;

namespace PulumiAutomation.Commands;

/// <summary>
/// How the CLI ended that was interrupted. It listens to interrupts only after it has taken its lock, and until shortly before it
/// releases it, so that one which comes just before or after ends it on the spot and the lock stays; that has to be told from an end
/// in order. CliWrap keeps the exit code of a cancelled command to itself; the runtime tells it to a second watcher of a child.
/// </summary>
internal sealed class CliEnding : IDisposable
{
    // What the runtime reports for a process that a signal has ended: 128 and the signal's number.
    private const int SignalBase = 128;
    private const int MostSignals = 64;

    private readonly Process? _process;

    private CliEnding(Process? process) => _process = process;

    /// <summary>Whether a signal ended it, and nothing that it could do in order; true too where that can't be known.</summary>
    public bool BySignal
    {
        get
        {
            try
            {
                return _process is not { HasExited: true } || Signal(_process.ExitCode) is not null;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
    }

    /// <summary>The signal that an exit code stands for; null for an end by itself.</summary>
    public static int? Signal(int exitCode) => exitCode is > SignalBase and <= SignalBase + MostSignals ? exitCode - SignalBase : null;

    /// <summary>Watches a child that was just started.</summary>
    public static CliEnding Watch(int processId)
    {
        try
        {
            var process = Process.GetProcessById(processId);
            // An exit code is told to holders of a handle only.
            _ = process.SafeHandle;
            return new CliEnding(process);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It is gone already.
            return new CliEnding(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process?.Dispose();
}
