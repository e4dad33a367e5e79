using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>Creates, finds and ends sessions: what the API and an embedding application call. It asks nobody who is calling.</summary>
public interface ISessionService
{
    /// <summary>Stores a session as <see cref="SessionStatus.Starting"/> and sets it up in the background.</summary>
    /// <exception cref="SessionLimitException">A limit of the owner or of all is reached (429).</exception>
    /// <exception cref="SessionRequestException">What was asked for can't be had: an unknown image, resources over the limit (422).</exception>
    Task<Session> CreateAsync(NewSession request, CancellationToken cancellationToken);

    /// <summary>Waits until a session is no longer starting, or the time is over; then gives it as it stands.</summary>
    Task<Session> WaitWhileStartingAsync(string id, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>A session by its id, or null.</summary>
    Task<Session?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>An owner's sessions, newest first.</summary>
    Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Starts the end of a session and returns at once; asking again changes nothing. Clients get <c>end</c> with the reason before
    /// anything is deleted.
    /// </summary>
    Task<Session?> EndAsync(string id, EndReason reason, CancellationToken cancellationToken);

    /// <summary>Moves the end of a session's life to the later of itself and now + minutes.</summary>
    /// <exception cref="SessionRequestException">Past the longest life (422 <c>out-of-range</c>).</exception>
    Task<Session?> ExtendAsync(string id, int minutes, CancellationToken cancellationToken);
}
