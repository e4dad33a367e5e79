using System.Runtime.InteropServices;
using GamAgent.Runner.Link;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Terminals;

/// <summary>
/// Reads one master into its window until nobody has the terminal open any more. A thread of its own with non-blocking reads:
/// asynchronous reads of a terminal cost twice as much, and the class library's refuse a master. What comes after a wait goes on at once.
/// Then it reads until there is nothing left, yields a few times and only then waits, so that many small writes of the child become one piece
/// without any timer.
/// Owns the thread; not the terminal and not the window.
/// </summary>
internal sealed unsafe class TerminalReader : IDisposable
{
    private const int PieceBytes = LinkSender.PieceBytes;
    private const int YieldsBeforeWaiting = 4;
    private const int StackBytes = 256 * 1024;
    private static readonly TimeSpan RoomCheck = TimeSpan.FromSeconds(1);

    private readonly PseudoTerminal _terminal;
    private readonly OutputWindow _window;
    private readonly Action _changed;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _wake;
    private volatile bool _stopped;

    internal TerminalReader(PseudoTerminal terminal, OutputWindow window, string name, Action changed)
    {
        _terminal = terminal;
        _window = window;
        _changed = changed;
        _wake = NativeCallException.ThrowIfFailed(Libc.EventDescriptor(0, Libc.CloseOnExec | Libc.NonBlocking), "eventfd");
        new Thread(Run, StackBytes) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Done when the terminal has ended and everything is in the window, or after <see cref="Stop"/>.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Gives up what was not read yet.</summary>
    internal void Stop()
    {
        _stopped = true;
        _window.Wake();
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Frees the descriptors; only after <see cref="Ended"/>.</summary>
    public void Dispose() => _ = Libc.Close(_wake);

    private void Run()
    {
        try
        {
            while (!_stopped && ReadWhatIsThere())
            {
                WaitForMore();
            }

            _ended.SetResult();
        }
        catch (NativeCallException e)
        {
            _ended.SetException(e);
        }
        finally
        {
            _changed();
        }
    }

    private bool ReadWhatIsThere()
    {
        var gathered = 0;
        var yields = 0;
        var first = true;
        while (!_stopped)
        {
            var room = _window.FreeSpan(PieceBytes);
            if (room.IsEmpty)
            {
                _changed();
                gathered = 0;
                _window.WaitForRoom(RoomCheck);
                continue;
            }

            nint count;
            fixed (byte* buffer = room)
            {
                count = Libc.Read(_terminal.Master, buffer, (nuint)room.Length);
            }

            if (count > 0)
            {
                _window.Commit((int)count);
                gathered += (int)count;
                yields = 0;
                if (first || gathered >= PieceBytes)
                {
                    _changed();
                    gathered = 0;
                    first = false;
                }

                continue;
            }

            var error = count == 0 ? Errno.InputOutput : Marshal.GetLastPInvokeError();
            switch (error)
            {
                case Errno.Interrupted:
                    continue;
                case Errno.Again when !first && yields < YieldsBeforeWaiting:
                    yields++;
                    _ = Libc.Yield();
                    continue;
                case Errno.Again:
                    if (gathered > 0)
                    {
                        _changed();
                    }

                    return true;
                case Errno.InputOutput:
                    // Nobody has the other side open: the end, since the runner holds it itself until the command has ended.
                    return false;
                default:
                    throw new NativeCallException("reading a pseudo-terminal", error);
            }
        }

        return false;
    }

    private void WaitForMore()
    {
        var descriptors = stackalloc PollDescriptor[2];
        descriptors[0] = new PollDescriptor { Descriptor = _terminal.Master, Events = Libc.PollIn };
        descriptors[1] = new PollDescriptor { Descriptor = _wake, Events = Libc.PollIn };
        // Interrupted or not, the next read tells what there is.
        _ = Libc.Poll(descriptors, 2, -1);
    }
}
