using GamAgent.Protocol;

namespace GamSessions.Access;

/// <summary>Signs session tokens (ES256, with <c>kid</c>) with a key from the store, made when there is none.</summary>
public interface ISessionTokenIssuer
{
    /// <summary>A token for a session, good for <c>TokenLifetime</c>.</summary>
    ValueTask<SessionToken> IssueAsync(string sessionId, string subject, SessionRole role, CancellationToken cancellationToken);

    /// <summary>
    /// A token for a client that comes back to what it was let into before, good for <c>TokenLifetime</c> from now, issued when its first
    /// one was: it opens nothing to whom access was withdrawn since.
    /// </summary>
    ValueTask<SessionToken> IssueAgainAsync(string sessionId, string subject, SessionRole role, DateTimeOffset issuedAt, CancellationToken cancellationToken);

    /// <summary>The public keys that tokens in use may be signed with, a JWKS as JSON.</summary>
    ValueTask<string> GetJwksAsync(CancellationToken cancellationToken);
}
