using System.Globalization;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Terminals;

/// <summary>
/// One raw pseudo-terminal: the master, which the runner reads, and a slave held open beside the child's, so that the master
/// does not report its end before the child has opened it. No library served: .NET has no pseudo-terminals, and what packages
/// offer forks inside the runtime.
/// </summary>
internal sealed unsafe class PseudoTerminal : IDisposable
{
    /// <summary>Wider than anything that a program prints in one line, so that nothing is wrapped.</summary>
    internal const ushort Columns = 10_000;

    private const ushort Rows = 1_000;
    private const nuint GetNumber = 0x80045430;
    private const nuint SetLock = 0x40045431;
    private const nuint OpenPeer = 0x5441;
    private const nuint SetWindowSize = 0x5414;

    // More than the size of a struct termios on any architecture.
    private const int AttributeBytes = 256;

    private int _slave = -1;

    private PseudoTerminal(int master) => Master = master;

    /// <summary>The master's descriptor: non-blocking, closed on exec.</summary>
    internal int Master { get; private set; }

    /// <summary>Where the child opens its end.</summary>
    internal string SlavePath { get; private set; } = "";

    /// <summary>Opens a terminal in raw mode.</summary>
    /// <exception cref="NativeCallException">There is no free terminal, or no /dev/pts.</exception>
    internal static PseudoTerminal Open()
    {
        const int flags = Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec | Libc.NonBlocking;
        var master = Libc.Open("/dev/ptmx", flags, 0);
        if (master < 0)
        {
            master = NativeCallException.ThrowIfFailed(Libc.Open("/dev/pts/ptmx", flags, 0), "opening /dev/ptmx and /dev/pts/ptmx");
        }

        var terminal = new PseudoTerminal(master);
        try
        {
            terminal.Prepare();
            return terminal;
        }
        catch
        {
            terminal.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the runner's own slave: from now on the master ends when nobody else has the terminal open.</summary>
    internal void CloseSlave()
    {
        if (_slave >= 0)
        {
            _ = Libc.Close(_slave);
            _slave = -1;
        }
    }

    public void Dispose()
    {
        CloseSlave();
        if (Master >= 0)
        {
            _ = Libc.Close(Master);
            Master = -1;
        }
    }

    private void Prepare()
    {
        var unlocked = 0;
        NativeCallException.ThrowIfFailed(Libc.DeviceControl(Master, SetLock, (nint)(&unlocked)), "unlocking a pseudo-terminal");
        var number = 0;
        NativeCallException.ThrowIfFailed(Libc.DeviceControl(Master, GetNumber, (nint)(&number)), "numbering a pseudo-terminal");
        SlavePath = "/dev/pts/" + number.ToString(CultureInfo.InvariantCulture);

        var attributes = stackalloc byte[AttributeBytes];
        NativeCallException.ThrowIfFailed(Libc.GetTerminalAttributes(Master, attributes), "tcgetattr");
        Libc.MakeRaw(attributes);
        NativeCallException.ThrowIfFailed(Libc.SetTerminalAttributes(Master, 0, attributes), "tcsetattr");
        var size = stackalloc ushort[4] { Rows, Columns, 0, 0 };
        NativeCallException.ThrowIfFailed(Libc.DeviceControl(Master, SetWindowSize, (nint)size), "setting the size of a pseudo-terminal");

        const int flags = Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec;
        _slave = Libc.DeviceControl(Master, OpenPeer, flags);
        if (_slave < 0)
        {
            // Sandboxed kernels do not all know that request.
            _slave = NativeCallException.ThrowIfFailed(Libc.Open(SlavePath, flags, 0), "opening " + SlavePath);
        }
    }
}
