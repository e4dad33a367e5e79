using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Native;
using GamAgent.Runner.Terminals;

namespace GamAgent.Runner.Execution;

/// <summary>The two terminals of a command with their readers: opened before it, closed when both have ended.</summary>
internal sealed class CommandTerminals : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly PseudoTerminal _stdout;
    private readonly PseudoTerminal _stderr;
    private readonly CommandOutput _output;
    private readonly TimeProvider _time;
    private TerminalReader? _stdoutReader;
    private TerminalReader? _stderrReader;

    private CommandTerminals(PseudoTerminal stdout, PseudoTerminal stderr, CommandOutput output, TimeProvider time)
    {
        _stdout = stdout;
        _stderr = stderr;
        _output = output;
        _time = time;
    }

    /// <summary>The ends for the child.</summary>
    internal (string Stdout, string Stderr) Paths => (_stdout.SlavePath, _stderr.SlavePath);

    /// <summary>Opens both.</summary>
    /// <exception cref="NativeCallException">There are no more terminals.</exception>
    internal static CommandTerminals Open(CommandOutput output, TimeProvider time)
    {
        var stdout = PseudoTerminal.Open();
        try
        {
            return new CommandTerminals(stdout, PseudoTerminal.Open(), output, time);
        }
        catch
        {
            stdout.Dispose();
            throw;
        }
    }

    /// <summary>Begins to read.</summary>
    internal void StartReading(Action changed)
    {
        _stdoutReader = new TerminalReader(_stdout, _output.Stdout, "stdout", changed);
        _stderrReader = new TerminalReader(_stderr, _output.Stderr, "stderr", changed);
    }

    /// <summary>The main process has gone: from now on a terminal ends when nobody else has it open.</summary>
    internal void CloseSlaves()
    {
        _stdout.CloseSlave();
        _stderr.CloseSlave();
    }

    /// <summary>Waits for both ends. Time in which a reader waits for the agent to take output doesn't count.</summary>
    /// <param name="most">How long.</param>
    /// <param name="hurry">Cuts the wait short.</param>
    /// <returns>Whether both have ended.</returns>
    internal async Task<bool> DrainAsync(TimeSpan most, Task? hurry)
    {
        var both = Task.WhenAll(_stdoutReader!.Ended, _stderrReader!.Ended);
        var left = most;
        while (left > TimeSpan.Zero && !both.IsCompleted && hurry is not { IsCompleted: true })
        {
            var tick = left < Tick ? left : Tick;
            await Task.WhenAny(both, hurry ?? both, Task.Delay(tick, _time, CancellationToken.None));
            if (!_output.IsFull)
            {
                left -= tick;
            }
        }

        return both.IsCompleted;
    }

    /// <summary>Stops the readers, waits for their threads and closes the terminals.</summary>
    internal async Task CloseAsync(RunnerLog log)
    {
        foreach (var reader in new[] { _stdoutReader!, _stderrReader! })
        {
            reader.Stop();
            try
            {
                await reader.Ended;
            }
            catch (NativeCallException e)
            {
                log.Error(RunnerEvent.ReaderFailed, e.Message);
            }

            reader.Dispose();
        }

        Dispose();
    }

    public void Dispose()
    {
        _stdout.Dispose();
        _stderr.Dispose();
    }
}
