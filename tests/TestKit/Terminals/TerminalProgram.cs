using System.Runtime.InteropServices;
using Xunit;

namespace TestKit;

/// <summary>
/// A program whose standard output and error are two raw pseudo-terminals, as the runner gives them to GAM; its standard input is
/// at its end. No API of .NET does that, so <c>posix_spawn</c> does. Disposing ends its process group.
/// </summary>
public sealed class TerminalProgram : IAsyncDisposable
{
    private readonly RawTerminal _out;
    private readonly RawTerminal _err;
    private readonly Task<int> _exit;

    private TerminalProgram(int pid, RawTerminal @out, RawTerminal err)
    {
        Pid = pid;
        (_out, _err) = (@out, err);
        _exit = Task.Factory.StartNew(() => TerminalCalls.Wait(pid), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _out.Read(Output);
        _err.Read(Errors);
    }

    /// <summary>Its pid; also its process group's and its session's.</summary>
    public int Pid { get; }

    /// <summary>What it prints on standard output.</summary>
    public CapturedOutput Output { get; } = new();

    /// <summary>What it prints on standard error.</summary>
    public CapturedOutput Errors { get; } = new();

    /// <summary>Starts it in a session of its own.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to add to the present ones.</param>
    public static TerminalProgram Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var @out = RawTerminal.Open();
        var err = RawTerminal.Open();
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        var pid = TerminalCalls.Spawn(program, [program, .. arguments], [.. variables.Select(pair => $"{pair.Key}={pair.Value}")], @out.Slave, err.Slave);
        @out.CloseSlave();
        err.CloseSlave();
        return new TerminalProgram(pid, @out, err);
    }

    /// <summary>Waits for its end and for that of both terminals; 128+n after signal n.</summary>
    public async Task<int> WaitForEverything(TimeSpan? limit = null)
    {
        var code = await _exit.Within($"pid {Pid} ends", limit);
        await Output.Ended.Within("its standard output ends", limit);
        await Errors.Ended.Within("its standard error ends", limit);
        return code;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var pid in ProcessTable.All().Where(pid => ProcessTable.Stat(pid)?.Session == Pid).Append(_exit.IsCompleted ? 0 : Pid).Where(pid => pid > 1))
        {
            ProcessTable.Kill(pid);
        }

        await _exit;
        await Task.WhenAll(Output.Ended, Errors.Ended).WaitAsync(Eventually.DefaultLimit, TimeProvider.System);
        _out.Dispose();
        _err.Dispose();
    }
}
