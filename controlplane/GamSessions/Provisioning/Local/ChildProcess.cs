using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GamSessions.Provisioning.Local;

/// <summary>
/// A program of ours as a child: a pipe held on its standard input (its end tells the child that we are gone), its output read line
/// by line, and an end in three steps. CliWrap did not serve here: it can't start a child with an environment that is only ours.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan TerminateWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly StreamWriter _input;
    private readonly TimeProvider _time;

    private ChildProcess(Process process, TimeProvider time, Action<string> output, Action<string> error)
    {
        _process = process;
        _input = process.StandardInput;
        _time = time;
        Pid = process.Id;
        Exited = WaitAsync(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, error));
    }

    /// <summary>Its process id.</summary>
    public int Pid { get; }

    /// <summary>Its exit code, once it has ended; 128 + n when signal n ended it.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts it.</summary>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        Dictionary<string, string> environment,
        string workingFolder,
        TimeProvider time,
        Action<string> output,
        Action<string> error)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingFolder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new Win32Exception(string.Create(CultureInfo.InvariantCulture, $"{program} did not start"));
        return new ChildProcess(process, time, output, error);
    }

    /// <summary>Ends it: closes its standard input and waits, then TERM, then KILL. Returns when it has ended.</summary>
    /// <exception cref="TimeoutException">It is there even after KILL.</exception>
    public async Task StopAsync(TimeSpan wait)
    {
        CloseInput();
        if (await EndsWithinAsync(wait))
        {
            return;
        }

        SendTerminate();
        if (await EndsWithinAsync(TerminateWait))
        {
            return;
        }

        Kill();
        await Exited.WaitAsync(KillWait, _time);
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and was let go.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        await foreach (var text in BoundedLines.ReadAsync(reader))
        {
            line(text);
        }
    }

    private void CloseInput()
    {
        try
        {
            _input.Close();
        }
        catch (IOException)
        {
            // The child closed its end before; nothing was to be written.
        }
    }

    private void SendTerminate()
    {
        // A failure means that it ended in this moment; if it did not, it is killed next.
        _ = Exited.IsCompleted ? 0 : SendSignal(Pid, Terminate);
    }

    private async Task<bool> EndsWithinAsync(TimeSpan wait)
    {
        try
        {
            await Exited.WaitAsync(wait, _time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<int> WaitAsync(Task output, Task error)
    {
        // Not Process.WaitForExitAsync alone: the last lines say why it ended. But what it left behind may hold its pipes.
        await _process.WaitForExitAsync();
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(1), _time));
        return _process.ExitCode;
    }
}
