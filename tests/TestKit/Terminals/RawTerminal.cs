namespace TestKit;

/// <summary>A pseudo-terminal in raw mode: bytes go through as they are. Holds both ends until the child has its own.</summary>
internal sealed class RawTerminal : IDisposable
{
    private readonly int _master;
    private int _slaveHeld;

    private RawTerminal(int master, string slave)
    {
        _master = master;
        Slave = slave;
        _slaveHeld = TerminalCalls.OpenForWriting(slave);
    }

    /// <summary>The child's end, as a path.</summary>
    public string Slave { get; }

    public static RawTerminal Open()
    {
        var master = TerminalCalls.OpenMaster();
        return new RawTerminal(master, TerminalCalls.SlaveOf(master));
    }

    /// <summary>Lets go of the child's end: from now on the end of the child is the end of the stream.</summary>
    public void CloseSlave()
    {
        TerminalCalls.Close(_slaveHeld);
        _slaveHeld = -1;
    }

    /// <summary>Reads what is there, or waits for it; 0 at the end.</summary>
    public int Read(Span<byte> buffer) => TerminalCalls.Read(_master, buffer);

    /// <summary>Reads to the end, on a thread of its own.</summary>
    public void Read(CapturedOutput to) => _ = Task.Factory.StartNew(
        () =>
        {
            var buffer = new byte[64 * 1024];
            while (TerminalCalls.Read(_master, buffer) is var read and > 0)
            {
                to.Add(buffer.AsSpan(0, read));
            }

            to.End();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public void Dispose()
    {
        if (_slaveHeld >= 0)
        {
            CloseSlave();
        }

        TerminalCalls.Close(_master);
    }
}
