namespace GamAgent.Server.Journal;

/// <summary>Wakes one waiter; rings that nobody waits for add up to one.</summary>
internal sealed class Doorbell
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _rung;

    public void Ring()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _rung = waiter is null;
        }

        waiter?.TrySetResult();
    }

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_rung)
            {
                _rung = false;
                return Task.CompletedTask;
            }

            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task.WaitAsync(cancellationToken);
        }
    }
}
