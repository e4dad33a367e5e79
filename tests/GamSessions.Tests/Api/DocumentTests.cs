using System.Text.Json.Nodes;
using GamAgent.Protocol;
using GamSessions.Api.Problems;
using TestKit.OpenApi;

namespace GamSessions.Tests.Api;

public sealed class DocumentTests(SharedApi shared) : IClassFixture<SharedApi>
{
    private const string Session =
        """{"id":"a","name":"A","image":"i","status":"ready","conditions":[],"owner":"o","createdAt":"2026-01-01T00:00:00Z","lastActivityAt":"2026-01-01T00:00:00Z","expiresAt":"2026-01-01T00:00:00Z","config":{}}""";

    [Fact]
    public async Task The_document_names_every_call_of_the_API_and_no_other()
    {
        var contract = await ReadAsync();

        Assert.Equal(
            [
                "/.well-known/jwks.json", "/api/credentials", "/api/credentials/{name}", "/api/images", "/api/sessions", "/api/sessions/events", "/api/sessions/{id}", "/api/sessions/{id}/commands",
                "/api/sessions/{id}/events", "/api/sessions/{id}/extend",
                "/api/sessions/{id}/files", "/api/sessions/{id}/files/{path}", "/api/sessions/{id}/transcript", "/api/sessions/{id}/websocket", "/healthz", "/metrics", "/readyz",
            ],
            contract.Paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_document_names_every_code()
    {
        var contract = await ReadAsync();

        var text = contract.Root.ToJsonString();
        foreach (var code in Enum.GetValues<ProblemCode>())
        {
            Assert.Contains($"\"{code.ToWireName()}\"", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"session":SESSION}""", true)]
    [InlineData("""{}""", false)]
    [InlineData("""{"session":SESSION,"more":1}""", false)]
    [InlineData("""{"session":null}""", false)]
    [InlineData("""{"session":{"id":"a"}}""", false)]
    public async Task The_document_is_exact_enough_to_notice_what_is_missing_or_too_much(string body, bool good) =>
        Assert.Equal(good, (await ReadAsync()).Violations(HttpMethod.Get, "/api/sessions/a", 200, "application/json", body.Replace("SESSION", Session, StringComparison.Ordinal)).Count == 0);

    [Theory]
    [InlineData("status", "\"running\"")]
    [InlineData("status", "1")]
    [InlineData("name", "null")]
    [InlineData("reason", "null")]
    [InlineData("reason", "\"because\"")]
    [InlineData("readyAt", "null")]
    [InlineData("createdAt", "\"yesterday\"")]
    [InlineData("conditions", "[\"fine\"]")]
    [InlineData("config", "{\"idleMinutes\":\"5\"}")]
    [InlineData("config", "{\"cpu\":\"5\"}")]
    public async Task The_document_is_exact_enough_to_notice_a_wrong_field(string field, string value)
    {
        var session = JsonNode.Parse(Session)!;
        session[field] = JsonNode.Parse(value);
        var body = new JsonObject { ["session"] = session }.ToJsonString();

        Assert.NotEmpty((await ReadAsync()).Violations(HttpMethod.Get, "/api/sessions/a", 200, "application/json", body));
    }

    [Theory]
    [InlineData("""{"type":"about:blank","title":"Not Found","status":404,"detail":"d","code":"not-found"}""", true)]
    [InlineData("""{"type":"about:blank","title":"Not Found","status":404,"detail":"d","code":"ended"}""", false)]
    [InlineData("""{"type":"about:blank","title":"Not Found","status":400,"detail":"d","code":"not-found"}""", false)]
    [InlineData("""{"type":"about:blank","title":"Not Found","status":404,"detail":"d"}""", false)]
    public async Task The_document_is_exact_enough_to_notice_a_problem_that_does_not_belong_there(string body, bool good) =>
        Assert.Equal(good, (await ReadAsync()).Violations(HttpMethod.Get, "/api/sessions/a", 404, "application/problem+json", body).Count == 0);

    [Fact]
    public async Task A_status_or_type_that_the_document_does_not_name_is_noticed()
    {
        var contract = await ReadAsync();

        Assert.NotEmpty(contract.Violations(HttpMethod.Get, "/api/sessions/a", 418, "application/json", "{}"));
        Assert.NotEmpty(contract.Violations(HttpMethod.Get, "/api/sessions/a", 200, "text/html", "<p>"));
        Assert.NotEmpty(contract.Violations(HttpMethod.Get, "/api/nothing", 404, "text/html", ""));
    }

    [Fact]
    public async Task The_page_to_read_it_loads_nothing_from_elsewhere()
    {
        var page = await shared.Host.GetAsync("/docs/");

        Assert.Equal(200, page.Status);
        Assert.Contains("connect-src 'self'", page.Header("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("cdn.", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<script(?![^>]*nonce=)(?![^>]*src=)", page.Body);
        foreach (var source in System.Text.RegularExpressions.Regex.Matches(page.Body, "(?:src=|from )\"([^\"]+)\"").Select(m => m.Groups[1].Value))
        {
            var script = await shared.Host.GetAsync(new Uri(new Uri(shared.Host.Address, "/docs/"), source).PathAndQuery);
            Assert.Equal(200, script.Status);
        }
    }

    private async Task<OpenApiContract> ReadAsync() => OpenApiContract.Parse((await shared.Host.GetAsync("/openapi/v1.json")).Body);
}
