using GamAgent.Protocol;
using GamSessions.AgentLink;
using Microsoft.Extensions.Logging;

namespace GamSessions.Sessions;

/// <summary>
/// The life of one session in this process, one step after the other: start, wait for the end, end. Whoever wants an end only leaves
/// an order; the first one counts. So create, end and what the engine notices never run into each other.
/// </summary>
// What it disposes of, it does so itself when its life is over.
#pragma warning disable CA1001
internal sealed partial class SessionWorker(
    Session session, SessionStart start, SessionRemoval removal, SessionRecords records, IAgentLinks links, ILogger logger)
#pragma warning restore CA1001
{
    private readonly TaskCompletionSource<EndOrder> _order = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _startEnded = new();
    private readonly Lock _gate = new();
    private volatile IAgentLink? _link;
    private bool _over;

    /// <summary>The session.</summary>
    public string SessionId { get; } = session.Id;

    /// <summary>Completes when the session is not starting any more, whatever came of it.</summary>
    public Task Started => _started.Task;

    /// <summary>The link to its agent, as long as there is one.</summary>
    public IAgentLink? Link => _link;

    /// <summary>Leaves the order to end; only the first counts.</summary>
    /// <returns>Whether it was the first.</returns>
    public bool Order(EndOrder order)
    {
        lock (_gate)
        {
            if (_over || !_order.TrySetResult(order))
            {
                return false;
            }

            _startEnded.Cancel();
            return true;
        }
    }

    /// <summary>Tells the clients how the runner's container ended, if there is a way to them; by the cluster's word, after what the agent itself saw.</summary>
    public async Task NoteRunnerEndedAsync(string message, CancellationToken cancellationToken)
    {
        try
        {
            if (_link is { } link)
            {
                await link.NoteAsync(Notes.Of(ExitReason.RunnerLost, message), cancellationToken);
            }
        }
        catch (AgentUnreachableException e)
        {
            LogNotNoted(SessionId, e.Message);
        }
    }

    /// <summary>The whole life; never throws. <paramref name="abort"/> ends even the removal: for a shutdown that is out of time.</summary>
    public async Task RunAsync(CancellationToken abort)
    {
        try
        {
            await LiveAsync(abort);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // One that nobody wanted to end goes on without this process.
            if (_order.Task.IsCompleted)
            {
                LogAborted(SessionId);
            }
        }
        catch (Exception e)
        {
            LogBroken(e, SessionId);
        }
        finally
        {
            _started.TrySetResult();
            if (_link is { } link)
            {
                await link.DisposeAsync();
            }

            lock (_gate)
            {
                _over = true;
                _startEnded.Dispose();
            }
        }
    }

    private async Task LiveAsync(CancellationToken abort)
    {
        if (session.Status is SessionStatus.Starting)
        {
            if (await StartAsync(abort) is { } failure)
            {
                await removal.RemoveUntilGoneAsync(SessionId, abort);
                await FinishAsync(failure, abort);
                return;
            }
        }
        else if (session.Status is SessionStatus.Ready)
        {
            Open(links.Open(SessionId));
        }
        else
        {
            // It was ending when the control plane went away; whether its agent was told is not known.
            Open(links.Open(SessionId));
            Order(new EndOrder(session.Reason ?? EndReason.Internal, session.Message) { IsResumed = true });
        }

        _started.TrySetResult();
        var order = await _order.Task.WaitAsync(abort);
        if (order is { Lost: true, Reason: EndReason.CrashLoop })
        {
            // A crash loop is a reason to have failed at the start; of one that was ready before it is a fault of ours.
            order = order with { Reason = EndReason.Internal };
        }

        await records.MarkEndingAsync(SessionId, order.Reason, order.Message, abort);
        if (_link is { } link)
        {
            await removal.TellAgentAsync(SessionId, link, order, abort);
        }

        await removal.RemoveUntilGoneAsync(SessionId, abort);
        await FinishAsync(order, abort);
    }

    /// <summary>Null when there is something to be ended in order: it is ready, or was told to end while it started.</summary>
    private async Task<EndOrder?> StartAsync(CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_startEnded.Token, abort);
        try
        {
            await start.RunAsync(session, Open, either.Token);
            await records.MarkReadyAsync(SessionId, abort);
            return null;
        }
        catch (OperationCanceledException) when (_order.Task.IsCompleted && !abort.IsCancellationRequested)
        {
            var order = await _order.Task;
            return order.Lost ? order : null;
        }
        catch (ProvisioningException e)
        {
            LogFailed(SessionId, e.Code, e.Message);
            return new EndOrder(e.Reason, e.Message, Lost: true);
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            LogBroken(e, SessionId);
            return new EndOrder(EndReason.Internal, "The session could not be set up for a fault of the control plane; its log has the details.", Lost: true);
        }
    }

    private void Open(IAgentLink link)
    {
        _link = link;
        _ = FollowAgentAsync(link);
    }

    // An agent that ends by itself has its reason; the rest follows it.
    private async Task FollowAgentAsync(IAgentLink link)
    {
        try
        {
            var reason = await link.AgentEnded;
            Order(new EndOrder(reason ?? EndReason.Internal, reason is null ? "The agent ended the session without a known reason." : null, AgentKnows: true));
        }
        catch (OperationCanceledException)
        {
            // The link was disposed: the session is over.
        }
    }

    private async Task FinishAsync(EndOrder order, CancellationToken abort)
    {
        if (order.Lost)
        {
            await records.MarkFailedAsync(SessionId, order.Reason, order.Message ?? order.Reason.ToWireName(), abort);
        }

        await records.MarkEndedAsync(SessionId, order.Reason, order.Message, abort);
        LogOver(SessionId, order.Reason.ToWireName());
    }

    [LoggerMessage(109, LogLevel.Information, "The clients of session {SessionId} were not told how its runner ended: {Problem}")]
    private partial void LogNotNoted(string sessionId, string problem);

    [LoggerMessage(104, LogLevel.Warning, "Session {SessionId} failed to start ({Reason}): {Problem}")]
    private partial void LogFailed(string sessionId, string reason, string problem);

    [LoggerMessage(105, LogLevel.Error, "Session {SessionId} met a fault of the control plane.")]
    private partial void LogBroken(Exception exception, string sessionId);

    [LoggerMessage(106, LogLevel.Information, "Session {SessionId} is over ({Reason}).")]
    private partial void LogOver(string sessionId, string reason);

    [LoggerMessage(107, LogLevel.Error, "Session {SessionId} could not be removed in time; the next start removes what is left.")]
    private partial void LogAborted(string sessionId);
}
