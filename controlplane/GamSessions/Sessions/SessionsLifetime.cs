using GamAgent.Protocol;
using GamSessions.Provisioning;
using GamSessions.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GamSessions.Sessions;

/// <summary>
/// The sessions at the beginning and at the end of the control plane. Beginning: what a crash left is removed or taken up, before any
/// create. End: sessions that can't outlive the control plane end as <c>host-lost</c> while the server still carries the word to
/// their clients; within <see cref="EndLimit"/>.
/// </summary>
internal sealed partial class SessionsLifetime(
    ISessionStore store,
    ISessionProvisioner engine,
    SessionRecords records,
    SessionWorkers workers,
    SessionsGate gate,
    SessionFeed feed,
    TimeProvider time,
    ILogger<SessionsLifetime> logger) : IHostedLifecycleService, IDisposable
{
    /// <summary>How long sessions may take to end at a stop of the host.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(25);

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var live = await store.ListLiveAsync(cancellationToken);
        await engine.ReconcileAsync(live, cancellationToken);
        foreach (var session in live)
        {
            if (engine.SessionsOutliveControlPlane)
            {
                workers.GetOrStart(session);
            }
            else
            {
                await records.MarkEndedAsync(
                    session.Id, EndReason.HostLost, "The host of this session went away while it was live.", cancellationToken);
                LogHostLost(session.Id);
            }
        }

        _watching = WatchAsync(_stopping.Token);
        gate.Open();
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        gate.Close();
        if (engine.SessionsOutliveControlPlane)
        {
            await workers.LetGoAsync();
        }
        else
        {
            using var limit = new CancellationTokenSource(EndLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await workers.EndAllAsync(new EndOrder(EndReason.HostLost, "The host was stopped."), either.Token);
        }

        // Who listens has heard of the ends; the server does not wait for them any longer.
        feed.Close();
        await _stopping.CancelAsync();
        await _watching;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notice in engine.WatchAsync(cancellationToken))
            {
                if (workers.Find(notice.SessionId) is { } worker)
                {
                    await TakeAsync(worker, notice, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task TakeAsync(SessionWorker worker, ProvisionerNotice notice, CancellationToken cancellationToken)
    {
        if (notice.Kind is ProvisionerNoticeKind.AgentReplaced)
        {
            worker.Link?.Redial();
        }
        else if (notice.Kind is ProvisionerNoticeKind.RunnerEnded)
        {
            await worker.NoteRunnerEndedAsync(notice.Message ?? "The runner's container ended.", cancellationToken);
        }
        else if (notice.Kind is not (ProvisionerNoticeKind.Condition or ProvisionerNoticeKind.Noted))
        {
            worker.Order(new EndOrder(notice.Reason ?? EndReason.Internal, notice.Message, Lost: true));
        }
        else
        {
            try
            {
                await records.NoteAsync(notice, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // One record that could not be written must not make this deaf for the ends of all sessions.
                LogNotNoted(e, notice.SessionId);
            }
        }
    }

    [LoggerMessage(108, LogLevel.Warning, "Session {SessionId} was live when the host went away; it has ended as host-lost.")]
    private partial void LogHostLost(string sessionId);

    [LoggerMessage(112, LogLevel.Warning, "What the engine told of session {SessionId} could not be noted in its record.")]
    private partial void LogNotNoted(Exception exception, string sessionId);
}
