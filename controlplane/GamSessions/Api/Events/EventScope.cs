using GamSessions.Access;
using GamSessions.Sessions;

namespace GamSessions.Api.Events;

/// <summary>Which sessions a stream is about: one, an owner's, or everybody's.</summary>
/// <param name="SessionId">One session, or null.</param>
/// <param name="Owner">An owner, or null for all.</param>
internal sealed record EventScope(string? SessionId, string? Owner)
{
    private const int PageSize = 500;
    private static readonly SessionStatus[] Live = [SessionStatus.Starting, SessionStatus.Ready, SessionStatus.Ending];
    private static readonly SessionStatus[] Over = [SessionStatus.Ended, SessionStatus.Failed];

    /// <summary>All that a caller may see.</summary>
    public static EventScope Of(Caller caller) => new(null, caller.Role is CallerRole.Administrator ? null : caller.Owner);

    /// <summary>Whether a change belongs to it.</summary>
    public bool Contains(Session session) =>
        (SessionId is null || session.Id == SessionId) && (Owner is null || string.Equals(session.Owner, Owner, StringComparison.Ordinal));

    /// <summary>How they stand now: the one session; else the live ones, and with a time those that were over after it.</summary>
    public async Task<IReadOnlyList<Session>> PresentAsync(ISessionService sessions, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (SessionId is { } id)
        {
            return await sessions.FindAsync(id, cancellationToken) is { } one ? [one] : [];
        }

        // By id: a session may change its status, or its page, between two questions.
        Dictionary<string, Session> present = new(StringComparer.Ordinal);
        foreach (var status in since is null ? Live : [.. Live, .. Over])
        {
            for (int? page = 1; page is { } number;)
            {
                var found = await sessions.ListAsync(new SessionQuery(Owner, status, number, PageSize), cancellationToken);
                foreach (var session in found.Sessions.Where(s => s.IsLive || s.EndedAt >= since))
                {
                    present[session.Id] = session;
                }

                page = found.NextPage;
            }
        }

        return [.. present.Values.OrderBy(s => s.CreatedAt)];
    }
}
