using GamSessions.Access;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Platform;

/// <summary><c>GET /.well-known/jwks.json</c>: the public keys of session tokens.</summary>
internal sealed class JwksCall(ISessionTokenIssuer tokens)
{
    public async Task<IResult> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        // As long as the ring itself looks at the store no more often.
        context.Response.Headers.CacheControl = $"public, max-age={(int)SigningKeyRing.Refresh.TotalSeconds}";
        return Results.Text(await tokens.GetJwksAsync(cancellationToken), "application/json");
    }
}

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
/// <param name="Keys">The keys; a token names its own by <c>kid</c>.</param>
internal sealed record JwksAnswer(IReadOnlyList<JwkResource> Keys);

/// <summary>A public key on P-256.</summary>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="X">The x coordinate, base64url.</param>
/// <param name="Y">The y coordinate, base64url.</param>
/// <param name="Kid">Its name.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="Alg">Always <c>ES256</c>.</param>
internal sealed record JwkResource(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);
