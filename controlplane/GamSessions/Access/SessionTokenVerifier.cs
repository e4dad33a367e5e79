using GamAgent.Protocol;
using GamSessions.Options;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GamSessions.Access;

/// <summary>Verifies session tokens with all keys of the ring; algorithm and issuer are pinned.</summary>
internal sealed class SessionTokenVerifier(SigningKeyRing keys, IOptions<GamSessionsOptions> options, TimeProvider time) : ISessionTokenVerifier
{
    private static readonly TokenCheck Invalid = new(TokenVerdict.Invalid);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async ValueTask<TokenCheck> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        var ring = await keys.GetAsync(cancellationToken);
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SessionTokenClaims.Algorithm],
            ValidIssuer = SessionTokenClaims.Issuer,
            IssuerSigningKeys = ring.Select(k => k.Key),
            TryAllIssuerSigningKeys = false,

            // Whom it is for and whether its time is over are told apart from a bad signature, and by our own clock.
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            return Invalid;
        }

        var audiences = jwt.Audiences.ToList();
        if (audiences.Count != 1 || string.IsNullOrEmpty(jwt.Subject) || !jwt.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Exp, out var exp))
        {
            return Invalid;
        }

        var role = SessionRole.Operator;
        if (jwt.TryGetPayloadValue<string>(SessionTokenClaims.Role, out var roleName))
        {
            if (ProtocolNames.FromWireName<SessionRole>(roleName) is not { } known)
            {
                return Invalid;
            }

            role = known;
        }

        var skew = options.Value.Limits.ClockSkew;
        var expired = time.GetUtcNow().ToUnixTimeSeconds() >= exp + (long)skew.TotalSeconds;
        return new TokenCheck(expired ? TokenVerdict.Expired : TokenVerdict.Valid, audiences[0], jwt.Subject, role, new DateTimeOffset(DateTime.SpecifyKind(jwt.IssuedAt, DateTimeKind.Utc)));
    }
}
