using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Options;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GamSessions.Access;

/// <summary>Signs session tokens with the newest key of the ring.</summary>
internal sealed class SessionTokenIssuer(SigningKeyRing keys, IOptions<GamSessionsOptions> options, TimeProvider time) : ISessionTokenIssuer
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    public ValueTask<SessionToken> IssueAsync(string sessionId, string subject, SessionRole role, CancellationToken cancellationToken) =>
        IssueAgainAsync(sessionId, subject, role, time.GetUtcNow(), cancellationToken);

    public async ValueTask<SessionToken> IssueAgainAsync(
        string sessionId, string subject, SessionRole role, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        var ring = await keys.GetAsync(cancellationToken);

        // A token's times have whole seconds: what is told is what it says.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.Limits.TokenLifetime).ToUnixTimeSeconds());
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = SessionTokenClaims.Issuer,
            Audience = sessionId,
            IssuedAt = issuedAt.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [SessionTokenClaims.Subject] = subject,
                [SessionTokenClaims.Role] = role.ToWireName(),
            },
            SigningCredentials = new SigningCredentials(ring[0].Key, SessionTokenClaims.Algorithm),
        });
        return new SessionToken(token, expiresAt);
    }

    public async ValueTask<string> GetJwksAsync(CancellationToken cancellationToken)
    {
        var ring = await keys.GetAsync(cancellationToken);
        var jwks = new
        {
            keys = ring.Select(k => new { kty = k.PublicJwk.Kty, crv = k.PublicJwk.Crv, x = k.PublicJwk.X, y = k.PublicJwk.Y, kid = k.Id, use = "sig", alg = SessionTokenClaims.Algorithm }),
        };
        return JsonSerializer.Serialize(jwks);
    }
}
