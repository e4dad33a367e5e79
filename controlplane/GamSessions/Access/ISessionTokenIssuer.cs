using GamAgent.Protocol;

namespace GamSessions.Access;

/// <summary>Signs session tokens (ES256, with <c>kid</c>) with a key from the store, made when there is none.</summary>
public interface ISessionTokenIssuer
{
    /// <summary>A token for a session, good for <c>TokenLifetime</c>.</summary>
    ValueTask<SessionToken> IssueAsync(string sessionId, string subject, SessionRole role, CancellationToken cancellationToken);

    /// <summary>The public keys that tokens in use may be signed with, a JWKS as JSON.</summary>
    ValueTask<string> GetJwksAsync(CancellationToken cancellationToken);
}
