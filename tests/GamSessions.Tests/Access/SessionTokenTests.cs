using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Tests.Store;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GamSessions.Tests.Access;

public sealed class SessionTokenTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_names_its_session_subject_and_role_and_says_when_it_ends()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var token = await store.Get<ISessionTokenIssuer>().IssueAsync("s-1", "ann", SessionRole.Viewer, Stop);

        var check = await store.Get<ISessionTokenVerifier>().VerifyAsync(token.Value, Stop);

        Assert.Equal(new TokenCheck(TokenVerdict.Valid, "s-1", "ann", SessionRole.Viewer, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), check);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 14, 5, TimeSpan.Zero), token.ExpiresAt);
        var jwt = new JsonWebToken(token.Value);
        Assert.Equal("ES256", jwt.Alg);
        Assert.False(string.IsNullOrEmpty(jwt.Kid));
        Assert.Equal(token.ExpiresAt.UtcDateTime, jwt.ValidTo);
    }

    [Fact]
    public async Task A_token_expires_at_its_time_and_the_skew()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var token = await store.Get<ISessionTokenIssuer>().IssueAsync("s-1", "ann", SessionRole.Operator, Stop);
        var verifier = store.Get<ISessionTokenVerifier>();

        _time.Advance(TimeSpan.FromMinutes(10.9));
        Assert.Equal(TokenVerdict.Valid, (await verifier.VerifyAsync(token.Value, Stop)).Verdict);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(new TokenCheck(TokenVerdict.Expired, "s-1", "ann", IssuedAt: new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), await verifier.VerifyAsync(token.Value, Stop));
    }

    [Fact]
    public async Task A_token_issued_again_keeps_its_first_time_of_issue_and_lives_on()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(1));

        var token = await store.Get<ISessionTokenIssuer>().IssueAgainAsync("s-1", "ann", SessionRole.Operator, first, Stop);

        var jwt = new JsonWebToken(token.Value);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), jwt.IssuedAt);
        Assert.Equal(new DateTime(2026, 1, 2, 4, 14, 5, DateTimeKind.Utc), jwt.ValidTo);
    }

    [Fact]
    public async Task A_token_that_somebody_changed_is_invalid()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var token = (await store.Get<ISessionTokenIssuer>().IssueAsync("s-1", "ann", SessionRole.Viewer, Stop)).Value;
        var parts = token.Split('.');
        var payload = Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(parts[1]));
        var raised = Base64UrlEncoder.Encode(payload.Replace("viewer", "control", StringComparison.Ordinal));
        string[] bad =
        [
            "", "x", "a.b.c", "gsk_abc", token[..^4] + "AAAA", $"{parts[0]}.{raised}.{parts[2]}", $"{parts[0]}.{parts[1]}.",
            $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{raised}.",
        ];

        var verifier = store.Get<ISessionTokenVerifier>();

        foreach (var text in bad)
        {
            Assert.Equal(new TokenCheck(TokenVerdict.Invalid), await verifier.VerifyAsync(text, Stop));
        }
    }

    [Fact]
    public async Task A_token_of_another_algorithm_or_another_key_with_the_same_name_is_invalid()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var good = new JsonWebToken((await store.Get<ISessionTokenIssuer>().IssueAsync("s-1", "ann", SessionRole.Operator, Stop)).Value);
        var jwks = await store.Get<ISessionTokenIssuer>().GetJwksAsync(Stop);
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SecurityKey[] keys =
        [
            new ECDsaSecurityKey(foreign) { KeyId = good.Kid },

            // The public key taken for a shared secret.
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(jwks)) { KeyId = good.Kid },
        ];

        foreach (var key in keys)
        {
            var forged = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = SessionTokenClaims.Issuer,
                Audience = "s-1",
                IssuedAt = good.IssuedAt,
                NotBefore = good.IssuedAt,
                Expires = good.ValidTo,
                Claims = new Dictionary<string, object> { ["sub"] = "ann" },
                SigningCredentials = new SigningCredentials(key, key is SymmetricSecurityKey ? "HS256" : "ES256"),
            });
            Assert.Equal(TokenVerdict.Invalid, (await store.Get<ISessionTokenVerifier>().VerifyAsync(forged, Stop)).Verdict);
        }
    }

    [Fact]
    public async Task The_key_is_kept_in_the_store_and_shared_by_instances()
    {
        await using var one = await TemporaryStore.OpenAsync(time: _time);
        await using var two = await TemporaryStore.OpenAsync(one.Folder, _time);
        var jwks = await Task.WhenAll(
            Task.Run(async () => await one.Get<ISessionTokenIssuer>().GetJwksAsync(Stop), Stop),
            Task.Run(async () => await two.Get<ISessionTokenIssuer>().GetJwksAsync(Stop), Stop));

        Assert.Equal(jwks[0], jwks[1]);
        var key = Assert.Single(JsonNode.Parse(jwks[0])!["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["kty", "crv", "x", "y", "kid", "use", "alg"], key.Select(p => p.Key));
        var token = await one.Get<ISessionTokenIssuer>().IssueAsync("s-1", "ann", SessionRole.Operator, Stop);
        Assert.Equal(TokenVerdict.Valid, (await two.Get<ISessionTokenVerifier>().VerifyAsync(token.Value, Stop)).Verdict);
    }

    [Fact]
    public async Task After_a_rotation_the_new_key_signs_and_the_old_one_verifies_until_its_last_token_is_over()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var issuer = store.Get<ISessionTokenIssuer>();
        var ring = store.Get<SigningKeyRing>();
        var old = await issuer.IssueAsync("s-1", "ann", SessionRole.Operator, Stop);
        _time.Advance(TimeSpan.FromSeconds(1));

        await ring.RotateAsync(Stop);

        var young = await issuer.IssueAsync("s-1", "ann", SessionRole.Operator, Stop);
        Assert.NotEqual(new JsonWebToken(old.Value).Kid, new JsonWebToken(young.Value).Kid);
        Assert.Equal(TokenVerdict.Valid, (await store.Get<ISessionTokenVerifier>().VerifyAsync(old.Value, Stop)).Verdict);

        _time.Advance(TimeSpan.FromMinutes(30));
        await ring.RotateAsync(Stop);

        Assert.Equal(TokenVerdict.Invalid, (await store.Get<ISessionTokenVerifier>().VerifyAsync(old.Value, Stop)).Verdict);
        Assert.Equal(2, JsonNode.Parse(await issuer.GetJwksAsync(Stop))!["keys"]!.AsArray().Count);
    }
}
