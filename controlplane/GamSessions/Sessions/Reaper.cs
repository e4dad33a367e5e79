using GamAgent.Protocol;
using GamSessions.AgentLink;
using GamSessions.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GamSessions.Sessions;

/// <summary>
/// Ends sessions whose time is over, warns their clients before, and forgets the records of those that ended long ago. It looks
/// every <see cref="Interval"/>. A session whose agent can't be reached is not idle: nothing is known of it.
/// </summary>
internal sealed partial class Reaper(
    ISessionStore store, SessionWorkers workers, ReaperCheck check, RecordRetention retention, TimeProvider time, ILogger<Reaper> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (ReaperEntry Entry, Task Check)> _entries = new(StringComparer.Ordinal);

    /// <summary>Looks at all sessions once. A check that takes long (an agent that does not answer) is not waited for.</summary>
    public async Task<Task> LookAsync(CancellationToken cancellationToken)
    {
        var live = await store.ListLiveAsync(cancellationToken);
        var ready = live.Where(session => session.Status is SessionStatus.Ready).ToDictionary(session => session.Id, StringComparer.Ordinal);
        foreach (var gone in _entries.Keys.Where(id => !ready.ContainsKey(id)).ToList())
        {
            _entries.Remove(gone);
        }

        foreach (var session in ready.Values)
        {
            if (workers.Find(session.Id) is not { } worker)
            {
                continue;
            }

            var (entry, running) = _entries.TryGetValue(session.Id, out var known) ? known : (new ReaperEntry(), Task.CompletedTask);
            if (running.IsCompleted)
            {
                _entries[session.Id] = (entry, CheckAsync(session, worker, entry, cancellationToken));
            }
        }

        return Task.WhenAll(_entries.Values.Select(e => e.Check));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
                await retention.CleanAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLookFailed(e);
            }
        }
    }

    private async Task CheckAsync(Session session, SessionWorker worker, ReaperEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await check.RunAsync(session, worker, entry, cancellationToken);
        }
        catch (AgentUnreachableException e)
        {
            entry.ForgetIdle();
            LogUnreachable(session.Id, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogCheckFailed(e, session.Id);
        }
    }

    [LoggerMessage(109, LogLevel.Error, "The reaper could not look at the sessions; it tries again.")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(110, LogLevel.Debug, "Session {SessionId} could not be asked how idle it is: {Problem}")]
    private partial void LogUnreachable(string sessionId, string problem);

    [LoggerMessage(111, LogLevel.Error, "The reaper could not check session {SessionId}; it tries again.")]
    private partial void LogCheckFailed(Exception exception, string sessionId);
}
