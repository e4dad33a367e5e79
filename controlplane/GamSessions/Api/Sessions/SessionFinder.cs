using GamSessions.Access;
using GamSessions.Api.Problems;
using GamSessions.Sessions;

namespace GamSessions.Api.Sessions;

/// <summary>Finds sessions that a caller may see; others' are as unknown as those that never were.</summary>
internal sealed class SessionFinder(ISessionService sessions)
{
    private const int MaxLabelLength = 63;

    /// <summary>The answer for a session that isn't there.</summary>
    public static ProblemResult NotFound() => new(ProblemCode.NotFound, "There is no such session of yours. GET /api/sessions lists them.");

    /// <summary>The session, or null.</summary>
    public async Task<Session?> FindAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        IsLabel(id) && await sessions.FindAsync(id, cancellationToken) is { } session && MaySee(caller, session) ? session : null;

    private static bool MaySee(Caller caller, Session session) =>
        caller.Role is CallerRole.Administrator || string.Equals(caller.Owner, session.Owner, StringComparison.Ordinal);

    // What is no DNS label was never an id; it goes no further, into no path, query or host.
    private static bool IsLabel(string id) =>
        id.Length is > 0 and <= MaxLabelLength
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-')
        && id[0] is not '-' && id[^1] is not '-';
}
