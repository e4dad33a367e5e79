using System.Collections.Concurrent;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GamAgent.Server.Connections;

/// <summary>Checks session tokens against the public keys, found by <c>kid</c> alone. Signature and form are settled before the upgrade, the rest after.</summary>
internal sealed class TokenVerifier
{
    private const int MostKicked = 1000;
    private const int LongestToken = 8 << 10;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LongestToken };
    private readonly ConcurrentDictionary<string, long> _kicked = new(StringComparer.Ordinal);
    private readonly AgentLimits _limits;
    private readonly TimeProvider _time;
    private volatile IReadOnlyDictionary<string, SecurityKey> _keys;

    private TokenVerifier(IReadOnlyDictionary<string, SecurityKey> keys, AgentLimits limits, TimeProvider time)
    {
        _keys = keys;
        _limits = limits;
        _time = time;
    }

    /// <summary>With the keys of a JWKS.</summary>
    /// <returns>Null when it is none.</returns>
    public static TokenVerifier? Create(string jwks, AgentLimits limits, TimeProvider time) =>
        Parse(jwks) is { } keys ? new TokenVerifier(keys, limits, time) : null;

    /// <summary>Takes other keys in place of the present ones.</summary>
    /// <returns>False when it is no JWKS with a usable key; then the present ones stay.</returns>
    public bool Replace(string jwks)
    {
        if (Parse(jwks) is not { } keys)
        {
            return false;
        }

        _keys = keys;
        return true;
    }

    /// <summary>Tokens of a subject that were issued up to now are good no more.</summary>
    public void Kick(string subject)
    {
        if (_kicked.Count >= MostKicked)
        {
            // Tokens live for minutes; the oldest kicks have nothing left to refuse.
            foreach (var old in _kicked.OrderBy(k => k.Value).Take(MostKicked / 10))
            {
                _kicked.TryRemove(old.Key, out _);
            }
        }

        _kicked[subject] = _time.GetUtcNow().ToUnixTimeSeconds();
    }

    /// <summary>Checks form, algorithm, key, signature and issuer.</summary>
    /// <returns>What the token says, or null for one that says nothing that can be believed.</returns>
    public async ValueTask<VerifiedToken?> VerifyAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SessionTokenClaims.Algorithm],
            ValidIssuer = SessionTokenClaims.Issuer,
            ValidateAudience = false,
            ValidateLifetime = false,
            TryAllIssuerSigningKeys = false,
            IssuerSigningKeyResolver = (_, _, kid, _) => kid is not null && _keys.TryGetValue(kid, out var key) ? [key] : [],
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || string.IsNullOrEmpty(jwt.Subject)
            || jwt.ValidTo == DateTime.MinValue || jwt.Audiences.Take(2).Count() != 1)
        {
            return null;
        }

        var role = SessionRole.Operator;
        if (jwt.TryGetPayloadValue<string>(SessionTokenClaims.Role, out var named))
        {
            if (ProtocolNames.FromWireName<SessionRole>(named) is not { } known)
            {
                return null;
            }

            role = known;
        }

        var now = _time.GetUtcNow().UtcDateTime;
        if (jwt.ValidFrom > now + _limits.ClockSkew)
        {
            return null;
        }

        var kicked = _kicked.TryGetValue(jwt.Subject, out var at)
            && new DateTimeOffset(DateTime.SpecifyKind(jwt.IssuedAt, DateTimeKind.Utc)).ToUnixTimeSeconds() <= at;
        return new VerifiedToken(jwt.Audiences.Single(), jwt.Subject, role, jwt.ValidTo + _limits.ClockSkew < now, kicked);
    }

    private static Dictionary<string, SecurityKey>? Parse(string jwks)
    {
        try
        {
            var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
            foreach (var key in new JsonWebKeySet(jwks).Keys)
            {
                if (key.Kid is { Length: > 0 } && key.Kty == "EC" && key.Crv == "P-256" && key.X is not null && key.Y is not null)
                {
                    keys[key.Kid] = key;
                }
            }

            return keys.Count > 0 ? keys : null;
        }
        catch (Exception e) when (e is ArgumentException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
