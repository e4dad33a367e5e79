using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using StandInGam.Streams;

namespace StandInGam.Bulk;

/// <summary>The main process's side of the two pipes to the manager.</summary>
internal sealed class ManagerLink : IAsyncDisposable
{
    private readonly Process _manager;
    private readonly FileStream _orders;
    private readonly ConcurrentQueue<(int Number, int Code)> _reports = [];
    private readonly Task _reading;

    private ManagerLink(Process manager, int orders, int reports)
    {
        _manager = manager;
        _orders = new FileStream(new SafeFileHandle(orders, ownsHandle: true), FileAccess.Write, bufferSize: 0);
        _reading = Read(new FileStream(new SafeFileHandle(reports, ownsHandle: true), FileAccess.Read));
    }

    /// <summary>Whether the manager is gone, killed by somebody.</summary>
    public bool Lost => _reading.IsCompleted;

    public static unsafe ManagerLink Start(int slots)
    {
        var orders = stackalloc int[2];
        var reports = stackalloc int[2];
        _ = Native.Pipe(orders, Native.CloseOnExec);
        _ = Native.Pipe(reports, Native.CloseOnExec);
        _ = Native.Control(orders[0], Native.SetCloseOnExec, 0);
        _ = Native.Control(reports[1], Native.SetCloseOnExec, 0);
        string[] args = [WorkerManager.Verb, .. new[] { orders[0], reports[1], slots }.Select(n => n.ToString(CultureInfo.InvariantCulture))];
        var manager = Native.WithIgnored(Native.SignalInterrupt, () => WorkerManager.StartSelf(args));
        _ = Native.Close(orders[0]);
        _ = Native.Close(reports[1]);
        return new ManagerLink(manager, orders[1], reports[0]);
    }

    public void Order(int number, IEnumerable<string> words) => Send(WorkerManager.Encode(number, words));

    public void Terminate() => Send(WorkerManager.Terminate + "\n");

    public bool TryTake(out (int Number, int Code) report) => _reports.TryDequeue(out report);

    public async ValueTask DisposeAsync()
    {
        await _orders.DisposeAsync();
        await _manager.WaitForExitAsync();
        await _reading;
        _manager.Dispose();
    }

    private void Send(string text)
    {
        if (!Lost)
        {
            _orders.Write(Encoding.ASCII.GetBytes(text));
        }
    }

    private async Task Read(FileStream stream)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync() is { } line && line.Split(' ') is [var number, var code])
        {
            _reports.Enqueue((int.Parse(number, CultureInfo.InvariantCulture), int.Parse(code, CultureInfo.InvariantCulture)));
        }
    }
}
