using GamSessions.Tests.Api;

namespace GamSessions.Tests.Access;

public sealed class HostAndOriginTests(SharedApi shared) : IClassFixture<SharedApi>
{
    private static readonly string[] Paths = ["/", "/api/sessions", "/api/nothing", "/openapi/v1.json", "/docs", "/.well-known/jwks.json", "/ws/session/x/", "/elsewhere"];

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.nip.example")]
    [InlineData("[::2]")]
    [InlineData("10.0.0.1")]
    public async Task A_page_that_rebinds_its_name_learns_nothing(string name)
    {
        var host = shared.Host;

        foreach (var path in Paths)
        {
            var answer = await host.GetAsync(path, ("Host", name));
            Assert.Equal((403, "foreign-host"), (answer.Status, answer.Code));
        }

        Assert.Equal(200, (await host.GetAsync("/healthz", ("Host", name))).Status);
        Assert.Equal(200, (await host.GetAsync("/metrics", ("Host", name))).Status);
    }

    [Theory]
    [InlineData("localhost:1")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]:5080")]
    [InlineData("127.0.0.1")]
    public async Task The_names_of_the_loopback_are_ours(string name)
    {
        var host = shared.Host;

        Assert.Equal(200, (await host.GetAsync("/api/sessions", ("Host", name))).Status);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData("")]
    [InlineData("file://")]
    public async Task A_page_of_another_origin_changes_nothing_and_learns_nothing(string origin)
    {
        var host = shared.Host;

        foreach (var path in Paths)
        {
            var answer = await host.GetAsync(path, ("Origin", origin));
            Assert.Equal((403, "foreign-origin"), (answer.Status, answer.Code));
            Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        }

        var create = await host.SendAsync(HttpMethod.Post, "/api/sessions", """{"name":"x"}""", ("Origin", origin));
        Assert.Equal((403, "foreign-origin"), (create.Status, create.Code));
        Assert.Equal(0, host.Sessions.Creates);
        var preflight = await host.SendAsync(HttpMethod.Options, "/api/sessions", null, ("Origin", origin), ("Access-Control-Request-Method", "POST"));
        Assert.Equal(403, preflight.Status);
    }

    [Fact]
    public async Task Our_own_origin_may_call()
    {
        var host = shared.Host;

        Assert.Equal(200, (await host.GetAsync("/api/sessions", ("Origin", $"http://{host.Address.Authority}"))).Status);
    }

    [Fact]
    public async Task An_allowed_origin_may_call_and_read()
    {
        await using var host = await ApiHost.StartAsync(("Access:AllowedOrigins:0", "https://console.example"));

        var answer = await host.GetAsync("/api/sessions", ("Origin", "https://console.example"));
        var preflight = await host.SendAsync(
            HttpMethod.Options, "/api/sessions", null,
            ("Origin", "https://console.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type,idempotency-key"));

        Assert.Equal((200, "https://console.example"), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        Assert.Equal(204, preflight.Status);
        Assert.Equal(403, (await host.GetAsync("/api/sessions", ("Origin", "https://other.example"))).Status);
    }

    [Fact]
    public async Task Hosts_that_the_settings_name_are_the_only_ones()
    {
        await using var host = await ApiHost.StartAsync(("Access:AllowedHosts:0", "gam.example.com"), ("Access:AllowedHosts:1", "127.0.0.1"));

        Assert.Equal(200, (await host.GetAsync("/api/sessions", ("Host", "gam.example.com:8443"))).Status);
        Assert.Equal(403, (await host.GetAsync("/api/sessions", ("Host", "localhost"))).Status);
    }
}
