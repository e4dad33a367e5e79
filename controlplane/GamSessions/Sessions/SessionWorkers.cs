using System.Collections.Concurrent;
using GamSessions.AgentLink;
using Microsoft.Extensions.Logging;

namespace GamSessions.Sessions;

/// <summary>The workers of all sessions that are live in this process.</summary>
internal sealed class SessionWorkers(
    SessionStart start, SessionRemoval removal, SessionRecords records, IAgentLinks links, ILogger<SessionWorker> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, (SessionWorker Worker, Task Life)> _workers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _abort = new();
    private readonly Lock _gate = new();

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<SessionWorker> All => [.. _workers.Values.Select(entry => entry.Worker)];

    /// <summary>The one of a session, or null.</summary>
    public SessionWorker? Find(string sessionId) => _workers.TryGetValue(sessionId, out var entry) ? entry.Worker : null;

    /// <summary>The one of a live session; begins its life when there is none.</summary>
    public SessionWorker GetOrStart(Session session)
    {
        lock (_gate)
        {
            if (_workers.TryGetValue(session.Id, out var entry))
            {
                return entry.Worker;
            }

            var worker = new SessionWorker(session, start, removal, records, links, logger);
            _workers[session.Id] = (worker, Task.Run(() => LifeAsync(worker)));
            return worker;
        }
    }

    /// <summary>Orders the end of all and waits until they are over; when the token is cancelled what is left is given up.</summary>
    public async Task EndAllAsync(EndOrder order, CancellationToken cancellationToken)
    {
        Task[] lives;
        lock (_gate)
        {
            foreach (var (worker, _) in _workers.Values)
            {
                worker.Order(order);
            }

            lives = [.. _workers.Values.Select(entry => entry.Life)];
        }

        await using var registration = cancellationToken.Register(_abort.Cancel);
        await Task.WhenAll(lives);
    }

    /// <summary>Leaves sessions as they are: the links close, their parts run on.</summary>
    public async Task LetGoAsync()
    {
        await _abort.CancelAsync();
        await Task.WhenAll(_workers.Values.Select(entry => entry.Life));
    }

    /// <inheritdoc/>
    public void Dispose() => _abort.Dispose();

    private async Task LifeAsync(SessionWorker worker)
    {
        await worker.RunAsync(_abort.Token);
        _workers.TryRemove(worker.SessionId, out _);
    }
}
