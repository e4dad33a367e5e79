using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Options;
using GamSessions.Provisioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <summary>
/// The way of a session from its record to ready, within <c>StartDeadline</c>. It removes nothing: who called it does that when it
/// failed.
/// </summary>
internal sealed partial class SessionStart(
    ISessionProvisioner engine,
    IAgentLinks links,
    IReadyProbe probe,
    ISessionTokenIssuer issuer,
    SessionResourceLimits resources,
    IOptions<GamSessionsOptions> options,
    TimeProvider time,
    ILogger<SessionStart> logger)
{
    /// <summary>Sets a session up until clients can reach it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="opened">Is given the link as soon as there is one, and owns it.</param>
    /// <param name="cancellationToken">Ends the attempt from outside.</param>
    /// <exception cref="ProvisioningException">It can't be set up, or not in time.</exception>
    public async Task RunAsync(Session session, Action<IAgentLink> opened, CancellationToken cancellationToken)
    {
        var limit = options.Value.Limits.StartDeadline;
        using var deadline = new StartDeadline(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var lastProblem = "nothing was heard of it";
        var began = time.GetTimestamp();
        try
        {
            var jwks = await issuer.GetJwksAsync(either.Token);
            var spec = new SessionSpec(session, resources.MemoryBytes(session.Config), resources.CpuMillis(session.Config), jwks) { Deadline = deadline };
            lastProblem = "it was not set up";
            await engine.ProvisionAsync(spec, either.Token);
            opened(links.Open(session.Id));
            await ProbeAsync(session.Id, problem => lastProblem = problem, either.Token);
            LogReachable(session.Id, (long)time.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (OperationCanceledException e) when (deadline.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProvisioningException(
                EndReason.Timeout,
                $"The session was not ready within {limit.TotalSeconds:0} s (GamSessions:Limits:StartDeadline); the last try: {(e is StartInterruptedException ? e.Message : lastProblem)}.",
                e);
        }
    }

    // Whichever comes first: clients can reach it, or the engine sees that they never will.
    private async Task ProbeAsync(string sessionId, Action<string> note, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reachable = probe.WaitUntilReachableAsync(sessionId, note, over.Token);
        var failing = engine.WatchStartAsync(sessionId, over.Token);
        var first = await Task.WhenAny(reachable, failing);
        await over.CancelAsync();
        await (first == reachable ? failing : reachable).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await first;
    }

    [LoggerMessage(101, LogLevel.Information, "Session {SessionId} can be reached after {Milliseconds} ms.")]
    private partial void LogReachable(string sessionId, long milliseconds);
}
