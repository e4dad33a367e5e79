using GamAgent.Protocol;
using GamSessions.Sessions;
using GamSessions.Store;

namespace GamSessions.Tests.Api;

/// <summary>Sessions in a real store without an engine: what becomes of a create is what the test says.</summary>
internal sealed class FakeSessionService(ISessionStore store) : ISessionService
{
    private int _count;

    /// <summary>What becomes of a new session: it is ready at once by default.</summary>
    public Func<Session, Session> Outcome { get; set; } = s => s with { Status = SessionStatus.Ready, ReadyAt = s.CreatedAt };

    /// <summary>Runs before a session is stored.</summary>
    public Func<Task> BeforeCreate { get; set; } = () => Task.CompletedTask;

    public int Creates => _count;

    public NewSession? Last { get; private set; }

    public TimeSpan? LastWait { get; private set; }

    public async Task<Session> CreateAsync(NewSession request, CancellationToken cancellationToken)
    {
        Last = request;
        await BeforeCreate();
        var number = Interlocked.Increment(ref _count);
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(number);
        var session = new Session
        {
            Id = $"my-session-{number:0000000000}",
            Name = request.Name,
            Image = request.Image ?? "default-gam-image",
            Status = SessionStatus.Starting,
            Owner = request.Owner,
            CreatedAt = now,
            LastActivityAt = now,
            ExpiresAt = now.AddHours(8),
            Config = request.Config,
        };
        session = Outcome(session);
        await store.TryAddAsync(session, 100, 100, cancellationToken);
        return session;
    }

    public async Task<Session> WaitWhileStartingAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        LastWait = wait;
        return (await store.FindAsync(id, cancellationToken))!;
    }

    public Task<Session?> FindAsync(string id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken) => store.ListAsync(query, cancellationToken);

    public Task<Session?> EndAsync(string id, EndReason reason, CancellationToken cancellationToken) => store.UpdateAsync(
        id, s => s.Status is SessionStatus.Ready or SessionStatus.Starting ? s with { Status = SessionStatus.Ending, Reason = reason } : null, cancellationToken);

    public Task<Session?> ExtendAsync(string id, int minutes, CancellationToken cancellationToken) => minutes > 480
        ? throw new SessionRequestException("out-of-range", "Past the longest life.", "minutes")
        : store.UpdateAsync(id, s => s with { ExpiresAt = s.ExpiresAt.AddMinutes(minutes) }, cancellationToken);
}
