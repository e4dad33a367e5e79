using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GamAgent.Protocol;
using Microsoft.AspNetCore.WebUtilities;

namespace TestKit;

/// <summary>A key pair of ES256 with its public half as a JWKS, and tokens signed with it: good ones, and bad ones of every kind.</summary>
public sealed class TestTokens(string kid = "test-key") : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The key's name.</summary>
    public string Kid { get; } = kid;

    /// <summary>The public key as a JWK.</summary>
    public JsonObject Jwk
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["use"] = "sig",
                ["alg"] = SessionTokenClaims.Algorithm,
                ["kid"] = Kid,
                ["x"] = WebEncoders.Base64UrlEncode(point.X!),
                ["y"] = WebEncoders.Base64UrlEncode(point.Y!),
            };
        }
    }

    /// <summary>A JWKS with this key alone.</summary>
    public string Jwks => JwksOf(this);

    /// <summary>A JWKS with several keys.</summary>
    public static string JwksOf(params TestTokens[] keys) =>
        new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.Jwk)]) }.ToJsonString();

    /// <summary>A good token for a session.</summary>
    /// <param name="sessionId">The audience.</param>
    /// <param name="role">The role; null leaves the claim out.</param>
    /// <param name="subject">Who it is.</param>
    /// <param name="lifetime">How long it lives from now; default ten minutes, negative for an expired one.</param>
    /// <param name="now">The time to count from; default the present.</param>
    public string For(
        string sessionId, SessionRole? role = SessionRole.Operator, string subject = "tester", TimeSpan? lifetime = null, DateTimeOffset? now = null) =>
        Sign(Claims(sessionId, role, subject, lifetime, now));

    /// <summary>The claims of a good token, to change before signing.</summary>
    public static JsonObject Claims(
        string sessionId, SessionRole? role = SessionRole.Operator, string subject = "tester", TimeSpan? lifetime = null, DateTimeOffset? now = null)
    {
        var at = now ?? TimeProvider.System.GetUtcNow();
        var life = lifetime ?? TimeSpan.FromMinutes(10);
        var issued = life < TimeSpan.Zero ? at + life - TimeSpan.FromMinutes(10) : at;
        var claims = new JsonObject
        {
            ["iss"] = SessionTokenClaims.Issuer,
            [SessionTokenClaims.Subject] = subject,
            [SessionTokenClaims.Audience] = sessionId,
            ["iat"] = issued.ToUnixTimeSeconds(),
            ["nbf"] = issued.ToUnixTimeSeconds(),
            ["exp"] = (at + life).ToUnixTimeSeconds(),
        };
        if (role is { } known)
        {
            claims[SessionTokenClaims.Role] = known.ToWireName();
        }

        return claims;
    }

    /// <summary>Signs any claims under any header; the signature is always a real one of ES256.</summary>
    public string Sign(JsonObject claims, string algorithm = SessionTokenClaims.Algorithm, string? kid = null)
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = kid ?? Kid };
        var signed = $"{Part(header)}.{Part(claims)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{WebEncoders.Base64UrlEncode(signature)}";
    }

    /// <summary>A token with the algorithm <c>none</c> and no signature.</summary>
    public string Unsigned(JsonObject claims) => $"{Part(new JsonObject { ["alg"] = "none", ["typ"] = "JWT", ["kid"] = Kid })}.{Part(claims)}.";

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    private static string Part(JsonObject json) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
