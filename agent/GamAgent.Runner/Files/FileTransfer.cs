using System.Buffers;
using GamAgent.Protocol.Files;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;

namespace GamAgent.Runner.Files;

/// <summary>
/// One transfer: a thread of its own that does what blocks (the disk), and what it has to say to the agent, one frame at a time. The link's
/// loops never wait for it. Owns the thread.
/// </summary>
internal abstract class FileTransfer(LinkFileOpen open, Action changed, RunnerLog log)
{
    // Far beyond what an agent waits; it is for one that has forgotten us.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private const int StackBytes = 256 * 1024;

    private Action<IBufferWriter<byte>>? _frame;
    private bool _aborted;
    private bool _ended;

    /// <summary>Its number.</summary>
    internal long Number => open.Number;

    /// <summary>Nothing more will come of it.</summary>
    internal bool Done
    {
        get
        {
            lock (Gate)
            {
                return _ended && (_frame is null || _aborted);
            }
        }
    }

    /// <summary>What was asked for.</summary>
    protected LinkFileOpen Asked => open;

    /// <summary>Guards what both threads touch; pulsed at every change.</summary>
    protected object Gate { get; } = new();

    /// <summary>Begins.</summary>
    internal void Start() => new Thread(Run, StackBytes) { IsBackground = true, Name = "file" }.Start();

    /// <summary>The agent doesn't want it any more, or is gone.</summary>
    internal void Abort() => Change(() => _aborted = true);

    /// <summary>Writes the frame that waits.</summary>
    /// <returns>False when none does.</returns>
    internal bool Write(IBufferWriter<byte> writer)
    {
        lock (Gate)
        {
            if (_aborted || _frame is not { } frame)
            {
                return false;
            }

            frame(writer);
            _frame = null;
            Monitor.PulseAll(Gate);
            return true;
        }
    }

    /// <summary>Does what was asked.</summary>
    /// <exception cref="WorkFileException">It can't be done.</exception>
    /// <exception cref="OperationCanceledException">It is not wanted any more.</exception>
    protected abstract void Transfer();

    /// <summary>Says something as soon as what was said before is on its way.</summary>
    protected void Say(Action<IBufferWriter<byte>> frame)
    {
        lock (Gate)
        {
            WaitUntil(() => _frame is null);
            _frame = frame;
        }

        changed();
    }

    /// <summary>Says how the file is.</summary>
    protected void Say(LinkFileState state) => Say(writer => LinkFraming.WriteJson(writer, LinkFrameType.FileState, state, LinkJson.Default.LinkFileState));

    /// <summary>Waits, holding the gate, until something holds.</summary>
    protected void WaitUntil(Func<bool> holds)
    {
        lock (Gate)
        {
            while (!_aborted && !holds())
            {
                if (!Monitor.Wait(Gate, LongestWait))
                {
                    _aborted = true;
                }
            }

            if (_aborted)
            {
                throw new OperationCanceledException();
            }
        }
    }

    /// <summary>Changes something that a thread may wait for.</summary>
    protected void Change(Action change)
    {
        lock (Gate)
        {
            change();
            Monitor.PulseAll(Gate);
        }
    }

    private void Run()
    {
        try
        {
            Transfer();
        }
        catch (WorkFileException e)
        {
            Refuse(e.Problem);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked has gone.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The message may hold a path; it goes to whoever asked, not to the log.
            log.Warning(RunnerEvent.FileFailed, $"transfer {Number}: {e.GetType().Name}");
            Refuse(WorkFileException.Of(e.HResult is > 0 and < 4096 ? e.HResult : Native.Errno.InputOutput).Problem);
        }
        finally
        {
            Change(() => _ended = true);
            changed();
        }
    }

    private void Refuse(FileProblem problem)
    {
        try
        {
            Say(new LinkFileState(Number, problem));
        }
        catch (OperationCanceledException)
        {
            // The same.
        }
    }
}
