using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Sessions;
using GamSessions.Store;

namespace GamSessions.Tests.Api;

public sealed class SessionCallTests(SharedApi shared) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task A_session_is_found_by_its_id()
    {
        var host = shared.Host;
        var created = await host.CreateAsync();

        var answer = await host.GetAsync($"/api/sessions/{created.Id}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(created.Id, answer.Id);
    }

    [Theory]
    [InlineData("unknown-0123456789")]
    [InlineData("UPPER")]
    [InlineData("%2e%2e")]
    [InlineData("..%2f..%2fetc")]
    [InlineData("a%2fb")]
    [InlineData("a%3Fb")]
    [InlineData("-a")]
    [InlineData("a.b")]
    [InlineData("a_b")]
    [InlineData("%F0%9D%84%9E")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_id_that_is_none_is_not_found_and_becomes_no_path(string id)
    {
        var host = shared.Host;

        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/websocket"), (HttpMethod.Delete, "") })
        {
            var answer = await host.SendAsync(method, $"/api/sessions/{id}{path}");
            Assert.Equal((404, "not-found"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task The_id_of_a_session_in_upper_case_is_another_one()
    {
        var host = shared.Host;
        var created = await host.CreateAsync();

        Assert.Equal(404, (await host.GetAsync($"/api/sessions/{created.Id.ToUpperInvariant()}")).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_by_pages()
    {
        await using var host = await ApiHost.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await host.CreateAsync()).Id);
        }

        var first = await host.GetAsync("/api/sessions?pageSize=3");
        var second = await host.GetAsync($"/api/sessions?pageSize=3&page={first.Json!["nextPage"]}");

        ids.Reverse();
        Assert.Equal(ids, first.Json["sessions"]!.AsArray().Concat(second.Json!["sessions"]!.AsArray()).Select(s => (string)s!["id"]!));
        Assert.False(second.Json.AsObject().ContainsKey("nextPage"));
        Assert.Equal(5, (await host.GetAsync("/api/sessions?status=ready")).Json!["sessions"]!.AsArray().Count);
        Assert.Empty((await host.GetAsync("/api/sessions?status=ended")).Json!["sessions"]!.AsArray());
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=x", "page")]
    [InlineData("page=99999999999", "page")]
    [InlineData("pageSize=501", "pageSize")]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("status=Ready", "status")]
    [InlineData("status=0", "status")]
    public async Task A_query_that_can_not_be_read_is_named(string query, string field)
    {
        var host = shared.Host;

        var answer = await host.GetAsync($"/api/sessions?{query}");

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Fields);
    }

    [Theory]
    [InlineData(SessionStatus.Starting, 409, "not-ready")]
    [InlineData(SessionStatus.Ending, 410, "ended")]
    [InlineData(SessionStatus.Ended, 410, "ended")]
    [InlineData(SessionStatus.Failed, 410, "ended")]
    public async Task Only_a_ready_session_has_a_websocket(SessionStatus status, int expected, string code)
    {
        var host = shared.Host;
        var id = (await host.CreateAsync()).Id;
        Assert.Equal(200, (await host.GetAsync($"/api/sessions/{id}/websocket")).Status);
        await host.Get<ISessionStore>().UpdateAsync(id, s => s with { Status = status, Reason = EndReason.Idle }, ApiHost.Stop);

        var answer = await host.GetAsync($"/api/sessions/{id}/websocket");

        Assert.Equal((expected, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_token_is_for_its_session_and_never_kept_by_caches()
    {
        var host = shared.Host;
        var id = (await host.CreateAsync()).Id;

        var answer = await host.GetAsync($"/api/sessions/{id}/websocket");

        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var check = await host.Get<ISessionTokenVerifier>().VerifyAsync((string)answer.Json!["token"]!, ApiHost.Stop);
        Assert.NotNull(check.IssuedAt);
        Assert.Equal(new TokenCheck(TokenVerdict.Valid, id, "local"), check with { IssuedAt = null });
        Assert.DoesNotContain((string)answer.Json["token"]!, (string)answer.Json["url"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_address_with_a_prefix_is_what_clients_are_told_and_both_forms_of_paths_work()
    {
        await using var host = await ApiHost.StartAsync(("PublicUrl", "https://gam.example.com/tools/gam/"));

        var stripped = await host.CreateAsync();
        var kept = await host.SendAsync(HttpMethod.Post, "/tools/gam/api/sessions", """{"name":"x"}""", ("Host", "gam.example.com"), ("Origin", "https://gam.example.com"));

        Assert.Equal((201, 201), (stripped.Status, kept.Status));
        Assert.Equal($"wss://gam.example.com/tools/gam/ws/session/{kept.Id}/", (string)kept.Json!["websocketInfo"]!["url"]!);
        Assert.Equal($"/tools/gam/ws/session/{stripped.Id}/", (string)stripped.Json!["websocketInfo"]!["path"]!);
        Assert.Equal($"/tools/gam/api/sessions/{kept.Id}", kept.Header("Location"));
    }

    [Fact]
    public async Task A_session_may_be_deleted_twice()
    {
        var host = shared.Host;
        var id = (await host.CreateAsync()).Id;

        var first = await host.SendAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        var second = await host.SendAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        await host.Get<ISessionStore>().UpdateAsync(id, s => s with { Status = SessionStatus.Ended }, ApiHost.Stop);
        var third = await host.SendAsync(HttpMethod.Delete, $"/api/sessions/{id}");

        Assert.Equal((202, 202, 202), (first.Status, second.Status, third.Status));
        Assert.Equal("deleted", (string)second.Json!["session"]!["reason"]!);
        Assert.Equal("ended", (string)third.Json!["session"]!["status"]!);
    }

    [Fact]
    public async Task A_life_is_extended_within_its_limit()
    {
        var host = shared.Host;
        var id = (await host.CreateAsync()).Id;

        var good = await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/extend", """{"minutes":30}""");
        var far = await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/extend", """{"minutes":481}""");
        var wrong = await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/extend", """{"minutes":"30","hours":1}""");
        var missing = await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/extend", "{}");
        var unknown = await host.SendAsync(HttpMethod.Post, "/api/sessions/unknown/extend", """{"minutes":30}""");
        await host.SendAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        var over = await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/extend", """{"minutes":30}""");

        Assert.Equal(200, good.Status);
        Assert.Equal((422, "out-of-range"), (far.Status, far.Code));
        Assert.Equal(["hours", "minutes"], wrong.Fields.Order());
        Assert.Equal(["minutes"], missing.Fields);
        Assert.Equal(404, unknown.Status);
        Assert.Equal((410, "ended"), (over.Status, over.Code));
    }

    [Theory]
    [InlineData("GET", "/api", 404, "not-found")]
    [InlineData("GET", "/api/nothing", 404, "not-found")]
    [InlineData("GET", "/api/sessions/a/b", 404, "not-found")]
    [InlineData("PUT", "/api/sessions", 405, "method-not-allowed")]
    [InlineData("PATCH", "/api/sessions/x", 405, "method-not-allowed")]
    public async Task An_address_or_method_that_is_none_is_a_problem_too(string method, string path, int status, string code)
    {
        var host = shared.Host;

        var answer = await host.SendAsync(new HttpMethod(method), path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_images_of_the_settings_are_listed_the_default_first()
    {
        await using var host = await ApiHost.StartAsync(("Images:a", "registry.example/a"), ("Images:default-gam-image", "registry.example/gam"));

        var answer = await host.GetAsync("/api/images");

        Assert.Equal("""[{"name":"default-gam-image","isDefault":true},{"name":"a","isDefault":false}]""", answer.Json!["images"]!.ToJsonString());
    }

    [Fact]
    public async Task Health_readiness_metrics_and_keys_are_there_for_machines()
    {
        await using var host = await ApiHost.StartAsync();
        await host.CreateAsync();

        Assert.Equal("ok", (string)(await host.GetAsync("/healthz")).Json!["status"]!);
        Assert.Equal(200, (await host.GetAsync("/readyz")).Status);
        Assert.Contains("gam_sessions_live{status=\"ready\"} 1\n", (await host.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        Assert.Single((await host.GetAsync("/.well-known/jwks.json")).Json!["keys"]!.AsArray());
    }

    [Fact]
    public async Task A_host_whose_data_folder_is_gone_is_not_ready_although_its_open_files_still_answer()
    {
        await using var host = await ApiHost.StartAsync();
        var elsewhere = $"{host.DataFolder}-elsewhere";
        Directory.Move(host.DataFolder, elsewhere);
        try
        {
            Assert.Equal(503, (await host.GetAsync("/readyz")).Status);
            Assert.Equal(200, (await host.GetAsync("/healthz")).Status);
        }
        finally
        {
            Directory.Move(elsewhere, host.DataFolder);
        }

        Assert.Equal(200, (await host.GetAsync("/readyz")).Status);
    }
}
