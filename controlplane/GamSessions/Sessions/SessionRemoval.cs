using GamAgent.Protocol;
using GamSessions.AgentLink;
using GamSessions.Options;
using GamSessions.Provisioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <summary>The end of a session's parts: the agent is told, so that clients learn the reason; then all is removed, tried again until it is gone.</summary>
internal sealed partial class SessionRemoval(
    ISessionProvisioner engine, IOptions<GamSessionsOptions> options, TimeProvider time, ILogger<SessionRemoval> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DialPause = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an agent may take to end: the ladder and the drain, and a little for itself.</summary>
    private TimeSpan Grace
    {
        get
        {
            var limits = options.Value.Limits;
            return limits.InterruptWait + limits.TerminateWait + limits.DrainWait + Margin;
        }
    }

    /// <summary>Tells the agent, if it can be reached, and waits until it has ended, within the grace.</summary>
    public async Task TellAgentAsync(string sessionId, IAgentLink link, EndOrder order, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Grace + Margin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (!order.AgentKnows)
            {
                await EndAgentAsync(sessionId, link, order, either.Token);
            }

            await link.AgentEnded.WaitAsync(either.Token);
        }
        catch (AgentUnreachableException e)
        {
            LogNotTold(sessionId, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(sessionId, "it did not end within its grace");
        }
    }

    /// <summary>Removes a session's parts until they are gone.</summary>
    public async Task RemoveUntilGoneAsync(string sessionId, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = Min(pause * 2, LongestPause))
        {
            try
            {
                await engine.RemoveAsync(sessionId, cancellationToken);
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogNotRemoved(e, sessionId, pause.TotalSeconds);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task EndAgentAsync(string sessionId, IAgentLink link, EndOrder order, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await link.EndAsync(new EndRequest(order.Reason, (int)Math.Ceiling(Grace.TotalSeconds)), cancellationToken);
                return;
            }
            catch (AgentUnreachableException) when (order.IsResumed && !link.AgentEnded.IsCompleted && time.GetElapsedTime(began) < DialLimit)
            {
                // A link that was opened just now; without an agent there is nobody to be told.
                if (await engine.FindAgentAsync(sessionId, cancellationToken) is null)
                {
                    throw;
                }
            }

            await Task.Delay(DialPause, time, cancellationToken);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(102, LogLevel.Warning, "The agent of session {SessionId} was not told of its end: {Problem}. Its parts are removed all the same.")]
    private partial void LogNotTold(string sessionId, string problem);

    [LoggerMessage(103, LogLevel.Warning, "Session {SessionId} could not be removed; tried again in {Seconds} s.")]
    private partial void LogNotRemoved(Exception exception, string sessionId, double seconds);
}
