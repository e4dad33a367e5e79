using System.Net;
using System.Text.Json.Nodes;
using GamAgent.Protocol;
using GamAgent.Server.Settings;
using TestKit;

namespace GamAgent.Server.Tests.Connections;

public sealed class UpgradeTests
{
    private static AgentSettings Guarded(AgentSettings settings) => settings with
    {
        AllowedOrigins = new HashSet<string> { "https://admin.example.com" },
        AllowedHosts = new HashSet<string> { "127.0.0.1" },
    };

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("null")]
    [InlineData("https://admin.example.com.evil.example")]
    public async Task A_foreign_origin_is_refused_before_the_upgrade_even_with_a_good_token(string origin)
    {
        await using var agent = await TestAgent.Start(change: Guarded);
        var refusal = await GamSocket.Refused(
            agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session), Origin = origin });
        Assert.Equal(HttpStatusCode.Forbidden, refusal.Status);
    }

    [Fact]
    public async Task An_allowed_origin_is_let_in()
    {
        await using var agent = await TestAgent.Start(change: Guarded);
        await using var socket = await GamSocket.Connect(
            agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session), Origin = "https://admin.example.com" });
        Assert.Equal(EventNames.Connected, (await socket.Next()).Event);
    }

    [Fact]
    public async Task A_foreign_host_is_refused_and_health_is_not()
    {
        await using var agent = await TestAgent.Start(change: Guarded);
        var refusal = await GamSocket.Refused(agent.Uri(), new GamSocketOptions
        {
            Token = agent.Tokens.For(TestAgent.Session),
            Headers = new Dictionary<string, string> { ["Host"] = "rebound.example.com" },
        });
        Assert.Equal(HttpStatusCode.Forbidden, refusal.Status);
        using var http = new HttpClient();
        foreach (var path in (string[])["/healthz", "/readyz", "/metrics"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, agent.Server.Url + path);
            request.Headers.Host = "rebound.example.com";
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task It_is_not_well_while_the_runner_that_it_should_have_brought_is_missing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Combine("gam-agent-runner");
        await using var agent = await TestAgent.Start(change: settings => settings with { RunnerFile = file });
        using var http = new HttpClient();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $"{file} is missing\n"), await Health());

        folder.Write("gam-agent-runner", "");
        Assert.Equal(HttpStatusCode.OK, (await Health()).Status);

        async Task<(HttpStatusCode Status, string Text)> Health()
        {
            using var answer = await http.GetAsync(new Uri(agent.Server.Url + "/healthz"), TestContext.Current.CancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Tokens_that_say_nothing_are_401()
    {
        await using var agent = await TestAgent.Start();
        using var stranger = new TestTokens();
        var claims = TestTokens.Claims(TestAgent.Session);
        string?[] bad =
        [
            null, "", "x", "a.b.c", agent.Tokens.Unsigned(claims), stranger.For(TestAgent.Session),
            agent.Tokens.Sign(claims, algorithm: "HS256"), agent.Tokens.Sign(claims, kid: "other"),
            agent.Tokens.For(TestAgent.Session)[..^4] + "AAAA", Without("exp"), Without("aud"), Without("sub"), Without("iss"),
            agent.Tokens.Sign(Changed("role", "root")), agent.Tokens.Sign(Changed("iss", "elsewhere")),
        ];
        foreach (var token in bad)
        {
            var refusal = await GamSocket.Refused(agent.Uri(), new GamSocketOptions { Token = token });
            Assert.Equal(HttpStatusCode.Unauthorized, refusal.Status);
        }

        string Without(string claim)
        {
            var less = TestTokens.Claims(TestAgent.Session);
            less.Remove(claim);
            return agent.Tokens.Sign(less);
        }

        static JsonObject Changed(string claim, string value)
        {
            var other = TestTokens.Claims(TestAgent.Session);
            other[claim] = value;
            return other;
        }
    }

    [Theory]
    [InlineData("?after=-1")]
    [InlineData("?after=x")]
    [InlineData("?after=")]
    [InlineData("?after=1&after=2")]
    [InlineData("?after=99999999999999999999")]
    [InlineData("?epoch=")]
    [InlineData("?epoch=%2Fetc")]
    public async Task A_malformed_place_is_400(string query)
    {
        await using var agent = await TestAgent.Start();
        var refusal = await GamSocket.Refused(agent.Uri(query), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session) });
        Assert.Equal(HttpStatusCode.BadRequest, refusal.Status);
    }

    [Theory]
    [InlineData(TokenBy.Header)]
    [InlineData(TokenBy.GamHeader)]
    [InlineData(TokenBy.Subprotocol)]
    public async Task A_token_is_taken_from_each_of_its_places_and_never_echoed(TokenBy by)
    {
        await using var agent = await TestAgent.Start();
        await using var socket = await GamSocket.Connect(
            agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session), TokenBy = by });
        Assert.Equal("gam.v1", socket.Subprotocol);
        var connected = (await socket.Next()).Read<ConnectedData>();
        Assert.Equal((TestAgent.Session, "gam.v1", "agent-1", AgentState.NotReady, 1L, SessionRole.Operator),
            (connected.SessionId, connected.Protocol, connected.AgentId, connected.State, connected.First, connected.Role));
    }

    [Fact]
    public async Task A_client_without_a_subprotocol_gets_none_and_the_final_slash_is_optional()
    {
        await using var agent = await TestAgent.Start();
        var uri = new Uri(agent.Uri().AbsoluteUri.TrimEnd('/'));
        await using var socket = await GamSocket.Connect(
            uri, new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session, role: null), OfferSubprotocol = false });
        Assert.Null(socket.Subprotocol);
        Assert.Equal(EventNames.Connected, (await socket.Next()).Event);
    }

    [Fact]
    public async Task A_reason_against_a_good_signature_is_a_close_code_in_the_documented_order()
    {
        await using var agent = await TestAgent.Start();
        var old = TimeSpan.FromHours(-1);
        await Closes(4403, agent.Uri(), agent.Tokens.For("another-session", lifetime: old));
        await Closes(4403, agent.Uri(session: "third"), agent.Tokens.For("another-session"));
        await Closes(4404, agent.Uri(session: "another-session"), agent.Tokens.For("another-session", lifetime: old));
        await Closes(4401, agent.Uri(), agent.Tokens.For(TestAgent.Session, lifetime: old));

        static async Task Closes(int code, Uri uri, string token)
        {
            await using var socket = await GamSocket.Connect(uri, new GamSocketOptions { Token = token });
            Assert.Equal(code, (await socket.Closed()).Code);
        }
    }

    [Fact]
    public async Task A_token_is_good_within_the_clock_skew()
    {
        await using var agent = await TestAgent.Start();
        await using var socket = await GamSocket.Connect(
            agent.Uri(), new GamSocketOptions { Token = agent.Tokens.For(TestAgent.Session, lifetime: TimeSpan.FromSeconds(-20)) });
        Assert.Equal(EventNames.Connected, (await socket.Next()).Event);
    }

    [Fact]
    public async Task Connections_over_the_limit_are_closed_with_4429_and_the_control_plane_is_not_counted()
    {
        await using var agent = await TestAgent.Start(new() { MaxConnectionsPerSession = 2 });
        await agent.Enter(role: SessionRole.Control);
        await agent.Enter();
        await agent.Enter();
        var third = await agent.Client();
        Assert.Equal(4429, (await third.Closed()).Code);
        await agent.Enter(role: SessionRole.Control);
    }

    [Fact]
    public async Task Other_paths_are_404()
    {
        await using var agent = await TestAgent.Start();
        using var http = new HttpClient();
        foreach (var path in (string[])["/", "/ws/session/", "/ws/session/a/b", "/favicon.ico", "/ws/session/%2e%2e/x/"])
        {
            using var answer = await http.GetAsync(new Uri(agent.Server.Url + path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }
}
