using System.Diagnostics;
using System.Text;

namespace TestKit;

/// <summary>
/// A real program, started on pipes, with its output captured. Disposing it ends the program and everything that it started, those
/// that made sessions of their own or outlived their parent included: all of them carry a marker in their environment.
/// </summary>
public sealed class StartedProgram : IAsyncDisposable
{
    private const string Marker = "TESTKIT_PROGRAM";
    private readonly Process _process;
    private readonly string _mark;
    private readonly Task _pumps;

    private StartedProgram(Process process, string mark)
    {
        _process = process;
        _mark = mark;
        Pid = process.Id;
        _pumps = Task.WhenAll(
            Pump(process.StandardOutput.BaseStream, Output),
            Pump(process.StandardError.BaseStream, Errors));
    }

    /// <summary>Its pid.</summary>
    public int Pid { get; }

    /// <summary>What it prints on standard output.</summary>
    public CapturedOutput Output { get; } = new();

    /// <summary>What it prints on standard error.</summary>
    public CapturedOutput Errors { get; } = new();

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Everything alive that it started, itself included. The pid of one that has ended may be somebody else's by now.</summary>
    public IReadOnlyList<int> Processes =>
    [
        .. ProcessTable.WithEnvironment(Marker, _mark)
            .Concat(_process.HasExited ? [] : ProcessTable.Descendants(Pid).Append(Pid))
            .Distinct()
            .Where(ProcessTable.IsAlive),
    ];

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; null values remove one.</param>
    /// <param name="folder">Where to run it.</param>
    public static StartedProgram Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        var mark = Guid.NewGuid().ToString("N");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment[Marker] = mark;
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new StartedProgram(Process.Start(start)!, mark);
    }

    /// <summary>Writes text to its standard input, at once.</summary>
    public Task Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes to its standard input, at once.</summary>
    public async Task Write(ReadOnlyMemory<byte> bytes)
    {
        await _process.StandardInput.BaseStream.WriteAsync(bytes);
        await _process.StandardInput.BaseStream.FlushAsync();
    }

    /// <summary>Ends its standard input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Sends a signal to the program alone.</summary>
    public void Signal(int signal) => ProcessTable.Signal(Pid, signal);

    /// <summary>Waits for the program's own end (what it left behind may still print) and returns its code; 128+n after signal n.</summary>
    public async Task<int> WaitForExit(TimeSpan? limit = null)
    {
        await _process.WaitForExitAsync().Within(() => $"pid {Pid} ends; it printed:\n{Output.Text}\n{Errors.Text}", limit);
        return _process.ExitCode;
    }

    /// <summary>Waits for the program's end and for the end of both streams, and returns its code.</summary>
    public async Task<int> WaitForEverything(TimeSpan? limit = null)
    {
        var code = await WaitForExit(limit);
        await _pumps.Within($"the streams of pid {Pid} end", limit);
        return code;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // Again until none is left: one that is being ended may just have started another.
        for (var left = Processes; left.Count > 0; left = Processes)
        {
            foreach (var pid in left)
            {
                ProcessTable.Kill(pid);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await _process.WaitForExitAsync();
        await _pumps.WaitAsync(Eventually.DefaultLimit, TimeProvider.System);
        _process.Dispose();
    }

    private static async Task Pump(Stream stream, CapturedOutput to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer) is var read and > 0)
            {
                to.Add(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            to.End();
        }
    }
}
