using System.Text;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace GamSessions.Tests.Api;

public sealed class CreateTests(SharedApi shared) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task A_create_answers_with_the_session_and_how_to_reach_it()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", """{"name":"My Session","image":"default-gam-image"}""");

        Assert.Equal(201, answer.Status);
        Assert.Equal($"/api/sessions/{answer.Id}", answer.Header("Location"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("ready", (string)answer.Json!["session"]!["status"]!);
        Assert.EndsWith("Z", (string)answer.Json["session"]!["createdAt"]!, StringComparison.Ordinal);
        var info = answer.Json["websocketInfo"]!;
        Assert.Equal($"ws://{host.Address.Authority}/ws/session/{answer.Id}/", (string)info["url"]!);
        Assert.Equal($"/ws/session/{answer.Id}/", (string)info["path"]!);
        Assert.Equal((string)info["path"]!, (string)info["websocketPath"]!);
        Assert.Null(info["serviceName"]);
        Assert.False((bool)info["kubernetes"]!);
        Assert.Equal("gam.v1", (string)info["protocol"]!);
        Assert.Equal(TimeSpan.FromSeconds(25), host.Sessions.LastWait ?? TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task A_session_that_takes_longer_than_the_caller_waits_is_accepted_without_an_address()
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.Outcome = s => s;

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", """{"name":"x"}""", ("Prefer", "respond-async, wait=\"7\"; x"));

        Assert.Equal(202, answer.Status);
        Assert.Equal("starting", (string)answer.Json!["session"]!["status"]!);
        Assert.Null(answer.Json["websocketInfo"]);
        Assert.Equal($"/api/sessions/{answer.Id}", answer.Header("Location"));
        Assert.Equal(TimeSpan.FromSeconds(7), host.Sessions.LastWait);
    }

    [Theory]
    [InlineData("wait=50", 50)]
    [InlineData("wait=3600", 50)]
    [InlineData("wait=-1", 25)]
    [InlineData("wait", 25)]
    [InlineData("return=minimal", 25)]
    public async Task The_wait_is_what_was_asked_for_but_never_beyond_what_proxies_stand(string prefer, int seconds)
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.Outcome = s => s;

        await host.SendAsync(HttpMethod.Post, "/api/sessions", """{"name":"x"}""", ("Prefer", prefer));

        Assert.Equal(TimeSpan.FromSeconds(seconds), host.Sessions.LastWait);
    }

    [Theory]
    [InlineData("image-pull", 422)]
    [InlineData("config", 422)]
    [InlineData("policy", 422)]
    [InlineData("unschedulable", 503)]
    [InlineData("quota", 503)]
    [InlineData("timeout", 503)]
    [InlineData("crash-loop", 503)]
    [InlineData("internal", 500)]
    public async Task A_create_that_fails_says_why_and_names_its_record(string reason, int status)
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.Outcome = s => s with
        {
            Status = SessionStatus.Failed,
            Reason = ProtocolNames.FromWireName<EndReason>(reason),
            Message = "the cluster's own words",
            EndedAt = s.CreatedAt,
        };

        var answer = await host.CreateAsync();

        Assert.Equal(status, answer.Status);
        Assert.Equal(reason, answer.Code);
        Assert.Equal("the cluster's own words", (string)answer.Json!["detail"]!);
        Assert.Equal(status == 503, answer.Header("Retry-After") is not null);
        var record = await host.GetAsync($"/api/sessions/{answer.Json["sessionId"]}");
        Assert.Equal("failed", (string)record.Json!["session"]!["status"]!);
        Assert.Equal(reason, (string)record.Json["session"]!["reason"]!);
    }

    [Fact]
    public async Task A_session_that_was_deleted_while_starting_is_told_as_ended()
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.Outcome = s => s with { Status = SessionStatus.Ending, Reason = EndReason.Deleted };

        var answer = await host.CreateAsync();

        Assert.Equal((410, "ended"), (answer.Status, answer.Code));
        Assert.NotNull(answer.Json!["sessionId"]);
    }

    [Fact]
    public async Task What_the_creator_chose_reaches_the_service_and_comes_back()
    {
        await using var host = await ApiHost.StartAsync(("Images:other", "registry.example/gam:2"));
        var body = """{"name":"x","imageId":"other","config":{"resources":{"cpu":"500m","memory":"512Mi"},"idleMinutes":5,"maxMinutes":60}}""";

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", body);

        Assert.Equal(new SessionConfig(new SessionResources("500m", "512Mi"), 5, 60), host.Sessions.Last!.Config);
        Assert.Equal("other", host.Sessions.Last.Image);
        Assert.Equal("local", host.Sessions.Last.Owner);
        Assert.Equal("""{"resources":{"cpu":"500m","memory":"512Mi"},"idleMinutes":5,"maxMinutes":60}""", answer.Json!["session"]!["config"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":7}""", "name")]
    [InlineData("""{"name":["x"]}""", "name")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    [InlineData("""{"name":"a\u001b[2Jb"}""", "name")]
    [InlineData("""{"name":"a\u202eb"}""", "name")]
    [InlineData("""{"name":"\ud800"}""", "name")]
    [InlineData("""{"name":"x","colour":"red"}""", "colour")]
    [InlineData("""{"name":"x","Name":"y"}""", "Name")]
    [InlineData("""{"name":"x","image":1}""", "image")]
    [InlineData("""{"name":"x","image":"a b"}""", "image")]
    [InlineData("""{"name":"x","image":"a","imageId":"b"}""", "imageId")]
    [InlineData("""{"name":"x","config":[]}""", "config")]
    [InlineData("""{"name":"x","config":{"cpu":"1"}}""", "config.cpu")]
    [InlineData("""{"name":"x","config":{"idleMinutes":"5"}}""", "config.idleMinutes")]
    [InlineData("""{"name":"x","config":{"idleMinutes":1.5}}""", "config.idleMinutes")]
    [InlineData("""{"name":"x","config":{"maxMinutes":0}}""", "config.maxMinutes")]
    [InlineData("""{"name":"x","config":{"resources":{"cpu":1}}}""", "config.resources.cpu")]
    [InlineData("""{"name":"x","config":{"resources":{"cpu":"fast"}}}""", "config.resources.cpu")]
    [InlineData("""{"name":"x","config":{"resources":{"memory":"512MB"}}}""", "config.resources.memory")]
    [InlineData("""{"name":"x","config":{"resources":{"disk":"1Gi"}}}""", "config.resources.disk")]
    public async Task A_field_that_is_wrong_is_named(string body, string field)
    {
        var host = shared.Host;
        var creates = host.Sessions.Creates;

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", body);

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Fields);
        Assert.Equal(creates, host.Sessions.Creates);
    }

    [Fact]
    public async Task All_fields_that_are_wrong_are_named_at_once()
    {
        var host = shared.Host;

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", """{"name":1,"image":2,"config":{"x":1},"y":2}""");

        Assert.Equal(["config.x", "image", "name", "y"], answer.Fields.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"name":"x",}""")]
    [InlineData("""{"name":"x","name":"y"}""")]
    [InlineData("""{"name":"x"} {}""")]
    [InlineData("""{'name':'x'}""")]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body)
    {
        var host = shared.Host;

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", body);

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("", "The body is empty; send a JSON object.")]
    [InlineData("""{"name":"x","name":"y"}""", "The body names a field twice; name each once.")]
    [InlineData("""{"name":""", "The body is not valid JSON (line 1, byte 9).")]
    public async Task What_is_wrong_with_a_body_is_told_in_words_that_fit(string body, string detail)
    {
        var answer = await shared.Host.SendAsync(HttpMethod.Post, "/api/sessions", body);

        Assert.Equal(detail, (string)answer.Json!["detail"]!);
    }

    [Theory]
    [InlineData("""{"name":7}""", "must be a text (a JSON string).")]
    [InlineData("""{"name":"\ud800"}""", "is not valid Unicode.")]
    public async Task A_field_has_the_fault_that_it_has_and_none_that_only_follows_from_it(string body, string fault)
    {
        var answer = await shared.Host.SendAsync(HttpMethod.Post, "/api/sessions", body);

        Assert.Equal([fault], answer.Json!["errors"]!["name"]!.AsArray().Select(m => (string)m!));
    }

    [Fact]
    public async Task A_name_may_be_as_long_as_the_limit_in_characters_and_no_longer()
    {
        var host = shared.Host;

        Assert.Equal(201, (await host.CreateAsync(string.Concat(Enumerable.Repeat("𝄞", 100)))).Status);
        var answer = await host.CreateAsync(new string('x', 101));

        Assert.Equal(400, answer.Status);
        Assert.Contains("100", (string)answer.Json!["errors"]!["name"]![0]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/jsonx")]
    [InlineData("")]
    public async Task A_body_of_another_type_is_refused_so_that_no_form_gets_in(string type)
    {
        var host = shared.Host;
        var creates = host.Sessions.Creates;

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions", """{"name":"x"}""", ("Content-Type", type));

        Assert.Equal((415, "unsupported-type"), (answer.Status, answer.Code));
        Assert.Equal(creates, host.Sessions.Creates);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused_with_or_without_a_stated_length(bool chunked)
    {
        var host = shared.Host;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sessions")
        {
            Content = new StringContent($$"""{"name":"{{new string('x', 70_000)}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await host.Client.SendAsync(request, ApiHost.Stop);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal(201, (await host.CreateAsync()).Status);
    }

    [Fact]
    public async Task Creates_beyond_the_limit_of_a_minute_are_told_when_to_come_back()
    {
        await using var host = await ApiHost.StartAsync(("Limits:CreatesPerMinute", "3"));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(201, (await host.CreateAsync()).Status);
        }

        var answer = await host.CreateAsync();

        Assert.Equal((429, "limit"), (answer.Status, answer.Code));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(3, host.Sessions.Creates);
    }

    [Fact]
    public async Task What_the_service_refuses_is_answered_with_its_code_and_field()
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.BeforeCreate = () => throw new SessionLimitException("10 sessions are enough.", TimeSpan.FromSeconds(12.1));
        var limit = await host.CreateAsync();
        host.Sessions.BeforeCreate = () => throw new SessionRequestException("unknown-image", "No such image.", "image");
        var image = await host.CreateAsync();
        host.Sessions.BeforeCreate = () => throw new SessionsUnavailableException("Stopping.");
        var unavailable = await host.CreateAsync();
        host.Sessions.BeforeCreate = () => throw new InvalidOperationException("the secret detail");
        var fault = await host.CreateAsync();

        Assert.Equal((429, "limit", "13"), (limit.Status, limit.Code, limit.Header("Retry-After")));
        Assert.Equal((422, "unknown-image"), (image.Status, image.Code));
        Assert.Equal(["image"], image.Fields);
        Assert.Equal((503, "unavailable"), (unavailable.Status, unavailable.Code));
        Assert.NotNull(unavailable.Header("Retry-After"));
        Assert.Equal((500, "internal"), (fault.Status, fault.Code));
        Assert.DoesNotContain("secret detail", fault.Body, StringComparison.Ordinal);
        Assert.Contains("secret detail", host.Log.Text, StringComparison.Ordinal);
    }
}
