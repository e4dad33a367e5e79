using System.Globalization;
using System.Runtime.InteropServices;
using StandInGam.Streams;

namespace StandInGam.Running;

/// <summary>
/// Ctrl-C. A single command ends at once: it says so, and its code is 8. A bulk command only takes note, and looks when it happens
/// to. Where the parent started GAM with SIGINT ignored, it stays ignored.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private const int Cancelled = 8;
    private readonly PosixSignalRegistration? _registration;
    private readonly GamStream _out;
    private readonly GamStream _err;
    private volatile bool _bulk;

    public Interrupts(GamStream @out, GamStream err)
    {
        (_out, _err) = (@out, err);
        if (!IgnoredAtStart())
        {
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
        }
    }

    public bool Requested { get; private set; }

    /// <summary>From now on an interrupt is only noted.</summary>
    public void OnlyTakeNote() => _bulk = true;

    public void Dispose() => _registration?.Dispose();

    private static bool IgnoredAtStart()
    {
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim();
        return (ulong.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Native.SignalInterrupt - 1))) != 0;
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        Requested = true;
        if (!_bulk)
        {
            _out.TryWriteLast("");
            _err.TryWriteLast("\nControl-C\n");
            Native.ExitNow(Cancelled);
        }
    }
}
