using System.Security.Cryptography;
using GamSessions.Store.Rows;
using Microsoft.IdentityModel.Tokens;

namespace GamSessions.Access;

/// <summary>A key of the store, ready to sign and to verify with.</summary>
/// <param name="Id">Its <c>kid</c>.</param>
/// <param name="Key">The pair.</param>
/// <param name="PublicJwk">The public half.</param>
internal sealed record SigningKey(string Id, ECDsaSecurityKey Key, JsonWebKey PublicJwk)
{
    /// <summary>A new pair on P-256, as the store keeps it.</summary>
    public static SigningKeyRow Make(DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKeyRow
        {
            Id = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(12)),
            PrivateKey = pair.ExportPkcs8PrivateKey(),
            CreatedAt = now,
        };
    }

    /// <summary>A key from the store.</summary>
    public static SigningKey From(SigningKeyRow row)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(row.PrivateKey, out _);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var publicJwk = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(point.X),
            Y = Base64UrlEncoder.Encode(point.Y),
            Kid = row.Id,
            Use = JsonWebKeyUseNames.Sig,
            Alg = SecurityAlgorithms.EcdsaSha256,
        };
        return new SigningKey(row.Id, new ECDsaSecurityKey(pair) { KeyId = row.Id }, publicJwk);
    }
}
