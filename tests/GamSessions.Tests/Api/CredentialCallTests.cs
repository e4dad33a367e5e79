using System.Text.Json.Nodes;
using GamSessions.Access;
using GamSessions.Sessions;
using TestKit;

namespace GamSessions.Tests.Api;

public sealed class CredentialCallTests
{
    private const string Secret = "never-to-be-seen-again";
    private const string Token = $$"""{\"client_id\":\"i\",\"refresh_token\":\"{{Secret}}\"}""";
    private const string Body = $$$"""{"files":{"oauth2.txt":"{{{Token}}}","gam.cfg":"[DEFAULT]\ncustomer_id = my_customer\n"}}""";

    private static readonly (string, string)[] ByKey = [("Access:Mode", "apikey")];

    [Fact]
    public async Task Credentials_are_put_and_listed_and_deleted_and_never_shown()
    {
        await using var host = await ApiHost.StartAsync();

        var put = await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", Body);
        Assert.Equal((201, "/api/credentials/acme"), (put.Status, put.Header("Location")));
        var again = await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", $$$"""{"files":{"oauth2.txt":"{{{Token}}}"}}""");
        Assert.Equal((204, ""), (again.Status, again.Body));
        var one = await host.GetAsync("/api/credentials/acme");
        var all = await host.GetAsync("/api/credentials");

        Assert.Equal(200, one.Status);
        Assert.Equal(["name", "files"], one.Json!.AsObject().Select(p => p.Key));
        Assert.Equal(["oauth2.txt", "gam.cfg"], one.Json!["files"]!.AsArray().Select(file => (string?)file!["name"]));
        Assert.Equal("[DEFAULT]\ncustomer_id = my_customer\n".Length, (int)one.Json!["files"]![1]!["size"]!);
        Assert.EndsWith("Z", (string?)one.Json!["files"]![1]!["updatedAt"], StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(one.Json, Assert.Single(all.Json!["credentials"]!.AsArray())));
        Assert.Equal(204, (await host.SendAsync(HttpMethod.Delete, "/api/credentials/acme")).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Delete, "/api/credentials/acme")).Status);
        Assert.Equal(404, (await host.GetAsync("/api/credentials/acme")).Status);
        Assert.All([put, again, one, all], answer => Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_owner_has_their_own_and_a_viewer_only_looks()
    {
        await using var host = await ApiHost.StartAsync(ByKey);
        var ann = await host.AddKeyAsync("ann");
        var bob = await host.AddKeyAsync("bob");
        var root = await host.AddKeyAsync("root", CallerRole.Administrator);
        var viewer = await host.AddKeyAsync("viewer", CallerRole.Viewer, owner: "ann");

        Assert.Equal(201, (await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", Body, Key(ann))).Status);
        foreach (var other in (string[])[bob, root])
        {
            Assert.Equal(404, (await host.GetAsync("/api/credentials/acme", Key(other))).Status);
            Assert.Equal(404, (await host.SendAsync(HttpMethod.Delete, "/api/credentials/acme", null, Key(other))).Status);
            Assert.Empty((await host.GetAsync("/api/credentials", Key(other))).Json!["credentials"]!.AsArray());
        }

        Assert.Equal(201, (await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", Body, Key(bob))).Status);
        Assert.Equal(200, (await host.GetAsync("/api/credentials/acme", Key(viewer))).Status);
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", Body, Key(viewer))).Status);
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Delete, "/api/credentials/acme", null, Key(viewer))).Status);
        Assert.Equal(401, (await host.GetAsync("/api/credentials")).Status);
    }

    [Theory]
    [InlineData("{}", "files")]
    [InlineData("""{"files":{}}""", "files")]
    [InlineData("""{"files":"x"}""", "files")]
    [InlineData("""{"files":{"gam.cfg":7}}""", "files.gam.cfg")]
    [InlineData("""{"files":{"gam.cfg":"[DEFAULT]","id_rsa":"x"}}""", "files.id_rsa")]
    [InlineData("""{"files":{"gam.cfg":"[DEFAULT]"},"owner":"bob"}""", "owner")]
    public async Task A_body_of_another_shape_is_refused_by_field(string body, string field)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", body);

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Code));
        Assert.Contains(field, answer.Fields);
        Assert.Empty((await host.GetAsync("/api/credentials")).Json!["credentials"]!.AsArray());
    }

    [Fact]
    public async Task Files_that_GAM_cannot_read_are_refused_together_and_nothing_is_stored()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync(
            HttpMethod.Put, "/api/credentials/acme", $$$"""{"files":{"client_secrets.json":"{{{Secret}}}","gam.cfg":"{{{Secret}}}","oauth2.txt":"{{{Token}}}"}}""");

        Assert.Equal((422, "out-of-range"), (answer.Status, answer.Code));
        Assert.Equal(["files.client_secrets.json", "files.gam.cfg"], answer.Fields);
        Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal);
        Assert.Equal(404, (await host.GetAsync("/api/credentials/acme")).Status);
    }

    [Theory]
    [InlineData("Acme")]
    [InlineData("a%2Fb")]
    [InlineData("a%20b")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync(HttpMethod.Put, $"/api/credentials/{name}", Body);

        Assert.Equal((400, "name"), (answer.Status, Assert.Single(answer.Fields)));
        Assert.Equal(404, (await host.GetAsync($"/api/credentials/{name}")).Status);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_no_JSON_is_refused()
    {
        await using var host = await ApiHost.StartAsync();

        var large = await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", $$$"""{"files":{"gam.cfg":"{{{new string('x', 2_000_000)}}}"}}""");
        var file = await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", $$$"""{"files":{"gam.cfg":"[DEFAULT]{{{new string('x', 70_000)}}}"}}""");
        var form = await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", Body, ("Content-Type", "text/plain"));

        Assert.Equal((413, "too-large"), (large.Status, large.Code));
        Assert.Equal((422, "files.gam.cfg"), (file.Status, Assert.Single(file.Fields)));
        Assert.Equal((415, "unsupported-type"), (form.Status, form.Code));
    }

    [Fact]
    public async Task The_number_of_an_owners_credentials_is_limited()
    {
        await using var host = await ApiHost.StartAsync(("Limits:MaxCredentialsPerOwner", "1"));

        Assert.Equal(201, (await host.SendAsync(HttpMethod.Put, "/api/credentials/one", Body)).Status);
        var answer = await host.SendAsync(HttpMethod.Put, "/api/credentials/two", Body);

        Assert.Equal((429, "limit"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Credentials_that_a_live_session_uses_stay()
    {
        await using var host = await ApiHost.StartAsync();
        await host.SendAsync(HttpMethod.Put, "/api/credentials/acme", Body);
        host.Sessions.Outcome = session => session with { Status = SessionStatus.Ready, Credentials = "acme" };
        var id = (await host.CreateAsync()).Id;

        var refused = await host.SendAsync(HttpMethod.Delete, "/api/credentials/acme");
        Assert.Equal((409, "busy"), (refused.Status, refused.Code));
        Assert.Contains(id, (string?)refused.Json!["detail"], StringComparison.Ordinal);

        await host.Get<GamSessions.Store.ISessionStore>().UpdateAsync(id, session => session with { Status = SessionStatus.Ended }, ApiHost.Stop);
        Assert.Equal(204, (await host.SendAsync(HttpMethod.Delete, "/api/credentials/acme")).Status);
    }

    private static (string Name, string Value) Key(string key) => ("Authorization", $"Bearer {key}");
}
