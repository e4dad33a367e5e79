using GamSessions.Sessions;

namespace GamSessions.Store;

/// <summary>
/// Keeps sessions. Every change goes through <see cref="UpdateAsync"/>, which reads, changes and writes in one step and tries again
/// when somebody else wrote in between.
/// </summary>
public interface ISessionStore
{
    /// <summary>
    /// Adds a session unless a limit is reached; live sessions count (starting ones included). The check and the write are one step.
    /// </summary>
    /// <returns>Null when it was added, else which limit refused it.</returns>
    Task<SessionLimit?> TryAddAsync(Session session, int maxPerOwner, int maxInAll, CancellationToken cancellationToken);

    /// <summary>A session by its id, or null.</summary>
    Task<Session?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>A page of sessions, newest first.</summary>
    Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>All live sessions.</summary>
    Task<IReadOnlyList<Session>> ListLiveAsync(CancellationToken cancellationToken);

    /// <summary>Changes a session; <paramref name="change"/> gives the new record, or null to leave it as it is.</summary>
    /// <returns>The session as it now stands, or null when there is none.</returns>
    Task<Session?> UpdateAsync(string id, Func<Session, Session?> change, CancellationToken cancellationToken);

    /// <summary>Removes the records of sessions that ended before a time.</summary>
    /// <returns>Their ids.</returns>
    Task<IReadOnlyList<string>> RemoveEndedBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken);
}

/// <summary>Which limit refused a session.</summary>
public enum SessionLimit
{
    /// <summary><c>MaxSessionsPerOwner</c>.</summary>
    Owner,

    /// <summary><c>MaxSessions</c>.</summary>
    All,
}
