namespace SocketIo.Engine;

/// <content>
/// The heartbeat: a ping every interval, an answer within the time-out, or the end. Times are counted from when a ping was due, and
/// looked at by every request too, so that a late timer keeps nobody alive.
/// </content>
public sealed partial class EngineSocket
{
    private readonly long _origin;
    private ITimer? _timer;
    private TimeSpan _pingDue;
    private TimeSpan? _pongDeadline;
    private TimeSpan? _closeDeadline;
    private bool _prolonged;
    private EngineCloseReason _closingReason = EngineCloseReason.ForcedClose;

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    /// <summary>Starts it: the connection is open.</summary>
    internal void StartHeartbeat()
    {
        lock (_gate)
        {
            if (_state is EngineState.Closed)
            {
                return;
            }

            _pingDue = Now + _options.PingInterval;
            _timer = _time.CreateTimer(static socket => ((EngineSocket)socket!).Beat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Arm();
        }
    }

    /// <summary>Ends the connection if its time is over, whatever the timer says.</summary>
    internal void CheckHeartbeat()
    {
        EngineCloseReason? end = null;
        lock (_gate)
        {
            if (_state is not EngineState.Closed && _timer is not null)
            {
                var now = Now;
                end = now >= (_pongDeadline ?? (_pingDue + _options.PingTimeout)) ? EngineCloseReason.PingTimeout
                    : now >= _closeDeadline ? _closingReason
                    : null;
            }
        }

        if (end is { } reason)
        {
            EndNow(reason);
        }
    }

    private void Beat()
    {
        CheckHeartbeat();
        lock (_gate)
        {
            if (_state is EngineState.Closed)
            {
                return;
            }

            var now = Now;
            if (_pongDeadline is null && now >= _pingDue)
            {
                // After a long sleep of the whole machine the client still gets its time.
                var sent = now - _pingDue > _options.PingTimeout / 2 ? now : _pingDue;
                _pongDeadline = sent + _options.PingTimeout;
                _prolonged = false;
                Put(EnginePacket.Ping);
                Flush();
            }

            Arm();
        }
    }

    // Anything that comes while an answer is awaited shows life, once.
    private void HeardOf(bool pong)
    {
        if (_pongDeadline is null)
        {
            return;
        }

        if (pong)
        {
            _pongDeadline = null;
            _pingDue = Now + _options.PingInterval;
            Arm();
        }
        else if (!_prolonged)
        {
            _prolonged = true;
            _pongDeadline = Now + _options.PingTimeout;
            Arm();
        }
    }

    private void Arm()
    {
        var next = _pongDeadline ?? _pingDue;
        if (_closeDeadline is { } close && close < next)
        {
            next = close;
        }

        var wait = next - Now;
        _timer?.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
