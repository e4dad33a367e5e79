namespace GamSessions.Provisioning;

/// <summary>
/// How long a session may take to start. The time that an engine lets it wait for other sessions does not count: that is no fault of
/// the session, and has a limit of its own.
/// </summary>
public sealed class StartDeadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _passed;
    private readonly TimeProvider _time;
    private TimeSpan _left;
    private long _since;
    private int _pauses;

    /// <summary>Begins.</summary>
    /// <param name="limit">The time there is.</param>
    /// <param name="time">The clock.</param>
    public StartDeadline(TimeSpan limit, TimeProvider time)
    {
        _left = limit;
        _time = time;
        _since = time.GetTimestamp();
        _passed = new CancellationTokenSource(limit, time);
    }

    /// <summary>Is cancelled when the time is over.</summary>
    public CancellationToken Token => _passed.Token;

    /// <summary>Stands still until what it gives is disposed of.</summary>
    public IDisposable Pause()
    {
        lock (_gate)
        {
            if (_pauses++ == 0)
            {
                _left -= _time.GetElapsedTime(_since);
                _passed.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }

        return new Paused(this);
    }

    /// <inheritdoc/>
    public void Dispose() => _passed.Dispose();

    private void GoOn()
    {
        lock (_gate)
        {
            if (--_pauses == 0)
            {
                _since = _time.GetTimestamp();
                _passed.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
            }
        }
    }

    private sealed class Paused(StartDeadline deadline) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0)
            {
                deadline.GoOn();
            }
        }
    }
}
