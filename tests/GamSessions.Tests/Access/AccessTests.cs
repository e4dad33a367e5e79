using GamSessions.Access;
using GamSessions.Tests.Api;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;

namespace GamSessions.Tests.Access;

public sealed class AccessTests
{
    [Fact]
    public async Task With_api_keys_nobody_gets_in_without_one()
    {
        await using var host = await ApiHost.StartAsync(("Access:Mode", "apikey"));
        var key = await host.AddKeyAsync("ann");
        string?[] headers =
        [
            null, "", "Bearer", "Bearer x", "Bearer gsk_", $"Bearer {key}x", $"Bearer {key[..^1]}", $"Basic {key}", key, $"Bearer {ApiKey.Make()}",
        ];

        foreach (var header in headers)
        {
            var answer = await host.GetAsync("/api/sessions", header is null ? [] : [("Authorization", header)]);
            Assert.Equal((401, "unauthenticated", "Bearer"), (answer.Status, answer.Code, answer.Header("WWW-Authenticate")));
        }

        Assert.Equal(200, (await host.GetAsync("/api/sessions", ("Authorization", $"bearer {key}"))).Status);
    }

    [Fact]
    public async Task A_key_that_expired_or_was_revoked_opens_nothing()
    {
        await using var host = await ApiHost.StartAsync(("Access:Mode", "apikey"));
        var old = await host.AddKeyAsync("old", expiresAt: TimeProvider.System.GetUtcNow().AddSeconds(-1));
        var revoked = await host.AddKeyAsync("revoked");
        Assert.Equal(200, (await host.GetAsync("/api/sessions", ("Authorization", $"Bearer {revoked}"))).Status);

        Assert.True(await host.Get<ApiKeyAdministration>().RevokeAsync("revoked", ApiHost.Stop));

        Assert.Equal(401, (await host.GetAsync("/api/sessions", ("Authorization", $"Bearer {revoked}"))).Status);
        Assert.Equal(401, (await host.GetAsync("/api/sessions", ("Authorization", $"Bearer {old}"))).Status);
    }

    [Fact]
    public async Task Sessions_of_others_are_unknown_except_to_administrators()
    {
        await using var host = await ApiHost.StartAsync(("Access:Mode", "apikey"));
        var (ann, bob, root) = (await host.AddKeyAsync("ann"), await host.AddKeyAsync("bob"), await host.AddKeyAsync("root", CallerRole.Administrator));
        var id = (await host.CreateAsync(key: ann)).Id;

        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Get, $"/api/sessions/{id}", null), (HttpMethod.Get, $"/api/sessions/{id}/websocket", null), (HttpMethod.Delete, $"/api/sessions/{id}", null),
            (HttpMethod.Post, $"/api/sessions/{id}/extend", """{"minutes":1}"""),
        })
        {
            var answer = await host.SendAsync(method, path, body, ("Authorization", $"Bearer {bob}"));
            Assert.Equal((404, "not-found"), (answer.Status, answer.Code));
        }

        Assert.Empty((await host.GetAsync("/api/sessions", ("Authorization", $"Bearer {bob}"))).Json!["sessions"]!.AsArray());
        Assert.Single((await host.GetAsync("/api/sessions", ("Authorization", $"Bearer {root}"))).Json!["sessions"]!.AsArray());
        Assert.Equal(200, (await host.GetAsync($"/api/sessions/{id}", ("Authorization", $"Bearer {root}"))).Status);
        Assert.Equal(202, (await host.SendAsync(HttpMethod.Delete, $"/api/sessions/{id}", null, ("Authorization", $"Bearer {root}"))).Status);
    }

    [Fact]
    public async Task A_viewer_sees_its_owners_sessions_and_changes_none()
    {
        await using var host = await ApiHost.StartAsync(("Access:Mode", "apikey"));
        var ann = await host.AddKeyAsync("ann");
        var viewer = ("Authorization", $"Bearer {await host.AddKeyAsync("watch", CallerRole.Viewer, owner: "ann")}");
        var id = (await host.CreateAsync(key: ann)).Id;

        Assert.Equal(200, (await host.GetAsync($"/api/sessions/{id}", viewer)).Status);
        foreach (var (method, path, body) in new[]
        {
            (HttpMethod.Post, "/api/sessions", """{"name":"x"}"""), (HttpMethod.Delete, $"/api/sessions/{id}", null),
            (HttpMethod.Post, $"/api/sessions/{id}/extend", """{"minutes":1}"""),
        })
        {
            var answer = await host.SendAsync(method, path, body, viewer);
            Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
        }

        var token = (string)(await host.GetAsync($"/api/sessions/{id}/websocket", viewer)).Json!["token"]!;
        var check = await host.Get<ISessionTokenVerifier>().VerifyAsync(token, ApiHost.Stop);
        Assert.Equal((GamAgent.Protocol.SessionRole.Viewer, "watch"), (check.Role, check.Subject));
    }

    [Fact]
    public async Task No_key_and_no_token_is_kept_or_logged()
    {
        await using var host = await ApiHost.StartAsync(("Access:Mode", "apikey"));
        var key = await host.AddKeyAsync("ann");
        var token = (string)(await host.CreateAsync(key: key)).Json!["websocketInfo"]!["token"]!;
        await host.GetAsync("/api/sessions", ("Authorization", $"Bearer {key}x"));

        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(host.DataFolder))
        {
            var bytes = await File.ReadAllBytesAsync(file, ApiHost.Stop);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(key)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(token)));
        }

        Assert.NotEmpty(host.Log.Text);
        Assert.DoesNotContain(key, host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, host.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://192.0.2.1:5080")]
    [InlineData("http://127.0.0.1:0;http://+:0")]
    public async Task In_local_mode_an_address_that_others_can_reach_stops_the_start(string urls)
    {
        var refusal = await Assert.ThrowsAsync<GamSessionsStartException>(() => ApiHost.StartAsync(builder => builder.WebHost.UseUrls(urls)));

        Assert.Contains("apikey", refusal.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_local_mode_an_address_set_in_code_is_found_too()
    {
        await Assert.ThrowsAsync<GamSessionsStartException>(() => ApiHost.StartAsync(builder => builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(0))));
    }

    [Fact]
    public async Task With_api_keys_any_address_will_do()
    {
        await using var host = await ApiHost.StartAsync(builder => builder.WebHost.UseUrls("http://0.0.0.0:0"), ("Access:Mode", "apikey"));

        Assert.Equal("0.0.0.0", host.Address.Host);
    }
}
