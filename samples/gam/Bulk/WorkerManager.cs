using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using StandInGam.Streams;

namespace StandInGam.Bulk;

/// <summary>
/// The process between a bulk command and its workers, in the same process group, ignoring SIGINT, holding standard output and
/// error. It starts what it is told; when the main process is gone, what it was told before still runs.
/// </summary>
internal static class WorkerManager
{
    /// <summary>The hidden first argument of this process: then the numbers of two descriptors, and how many workers may run.</summary>
    public const string Verb = "--standin-manager";

    /// <summary>The hidden first argument of a worker: it ignores SIGINT.</summary>
    public const string WorkerVerb = "--standin-worker";

    /// <summary>The order to end the workers.</summary>
    public const string Terminate = "terminate";

    private const int FirstSignalCode = 128;

    public static async Task<int> Run(string[] args)
    {
        Native.Ignore(Native.SignalInterrupt);
        var read = int.Parse(args[1], CultureInfo.InvariantCulture);
        var write = int.Parse(args[2], CultureInfo.InvariantCulture);
        using var slots = new SemaphoreSlim(int.Parse(args[3], CultureInfo.InvariantCulture));

        // The workers must not hold these open: their end is how either side knows that the other is gone.
        _ = Native.Control(read, Native.SetCloseOnExec, 1);
        _ = Native.Control(write, Native.SetCloseOnExec, 1);
        using var orders = new StreamReader(new FileStream(new SafeFileHandle(read, ownsHandle: true), FileAccess.Read));
        await using var reports = new FileStream(new SafeFileHandle(write, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        ConcurrentDictionary<int, Process> running = [];
        List<Task> workers = [];
        while (await orders.ReadLineAsync() is { } order)
        {
            if (order == Terminate)
            {
                foreach (var worker in running.Values)
                {
                    _ = Native.Kill(worker.Id, Native.SignalTerminate);
                }

                break;
            }

            workers.Add(RunOne(order, slots, running, reports));
        }

        await Task.WhenAll(workers);
        return 0;
    }

    /// <summary>Starts this program again with other arguments; it shares the streams.</summary>
    public static Process StartSelf(IEnumerable<string> args, bool withInput = true)
    {
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardInput = !withInput };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "gam.dll"));
        }

        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start)!;
    }

    /// <summary>How a command travels to this process.</summary>
    public static string Encode(int number, IEnumerable<string> words) =>
        $"{number.ToString(CultureInfo.InvariantCulture)} {Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join('\0', words)))}\n";

    private static async Task RunOne(string order, SemaphoreSlim slots, ConcurrentDictionary<int, Process> running, Stream reports)
    {
        var number = order[..order.IndexOf(' ')];
        var words = Encoding.UTF8.GetString(Convert.FromBase64String(order[(number.Length + 1)..])).Split('\0');
        await slots.WaitAsync();
        using var worker = StartSelf([WorkerVerb, .. words], withInput: false);
        worker.StandardInput.Close();
        running[worker.Id] = worker;
        await worker.WaitForExitAsync();
        running.TryRemove(worker.Id, out _);
        slots.Release();

        // A worker that was killed is never reported: the main process waits for it for ever, as the real one does.
        if (worker.ExitCode < FirstSignalCode)
        {
            try
            {
                await reports.WriteAsync(Encoding.ASCII.GetBytes($"{number} {worker.ExitCode}\n"));
            }
            catch (IOException)
            {
                // The main process is gone and nobody wants to know any more; the other rows still run.
            }
        }
    }
}
