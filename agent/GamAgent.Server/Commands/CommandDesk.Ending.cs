using GamAgent.Protocol;
using GamAgent.Protocol.Frames;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Server.Commands;

/// <content>The end of the session, told by the control plane or by the death of the host.</content>
internal sealed partial class CommandDesk
{
    // What the runner may need beyond the grace: its own last drain, and the way here.
    private static readonly TimeSpan EndMargin = TimeSpan.FromSeconds(3);

    private readonly TaskCompletionSource<EndReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EndReason? _endReason;
    private TimeSpan _endGrace;

    /// <summary>Completes when the session has ended and everything about it is in the journal.</summary>
    public Task<EndReason> Ended => _ended.Task;

    /// <summary>The session is ending, and why.</summary>
    public EndReason? Ending
    {
        get
        {
            lock (_gate)
            {
                return _endReason;
            }
        }
    }

    /// <summary>Ends the session. What waits is refused, what runs has the grace to end.</summary>
    /// <returns>False when it was not idle for as long as the frame asks; then nothing changed.</returns>
    public bool End(EndFrame frame)
    {
        lock (_gate)
        {
            if (_endReason is not null)
            {
                return true;
            }

            if (frame.IfIdleMs is { } least && (!IsFree || _queue.Count > 0 || IdleMs() < least))
            {
                return false;
            }

            _endReason = frame.Reason;
            _endGrace = TimeSpan.FromSeconds(frame.GraceSeconds);
            LogEnding(frame.Reason, frame.GraceSeconds);
            foreach (var queued in _checking is { } checking ? [checking, .. _queue] : _queue.ToArray())
            {
                Remove(queued, new ErrorData { Code = ErrorCode.Cancelled, Message = "the session is ending", Id = queued.Id });
            }

            PublishState(frame.Reason.ToWireName());
            _runner?.SendEnd((long)_endGrace.TotalMilliseconds);
            if (_current is null)
            {
                CompleteEnd();
            }
            else
            {
                _endTimer.Change(_endGrace + EndMargin, Timeout.InfiniteTimeSpan);
            }

            return true;
        }
    }

    /// <summary>Tells all clients by a <c>state</c> event that a <c>closing</c> is taken back.</summary>
    public void WithdrawClosing()
    {
        lock (_gate)
        {
            PublishState("closing-withdrawn");
        }
    }

    /// <summary>Tells all clients by a <c>state</c> event what was lost, as the control plane knows it.</summary>
    public void Note(NoteRequest note)
    {
        lock (_gate)
        {
            PublishState(note.Reason.ToWireName(), note.Message);
        }
    }

    private void OnEndTimer()
    {
        lock (_gate)
        {
            if (_current is { } current)
            {
                // The runner said nothing in time; every start has its exit all the same.
                Lose(current);
            }

            CompleteEnd();
        }
    }

    private void CompleteEnd() => _ended.TrySetResult(_endReason!.Value);

    [LoggerMessage(100, LogLevel.Information, "The session is ending: {Reason}, with {GraceSeconds} s of grace")]
    private partial void LogEnding(EndReason reason, int graceSeconds);
}
