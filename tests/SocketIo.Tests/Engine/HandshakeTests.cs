using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using SocketIo.Engine;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Engine;

public sealed class HandshakeTests
{
    [Fact]
    public async Task A_poll_without_id_opens_a_connection_and_tells_its_settings()
    {
        await using var host = await EngineHost.Start(new EngineOptions
        {
            PingInterval = TimeSpan.FromMilliseconds(123_000),
            PingTimeout = TimeSpan.FromMilliseconds(45_000),
            MaxPayload = 678_000,
        });

        using var answer = await host.Http.GetAsync(host.Polling());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; charset=UTF-8", answer.Content.Headers.ContentType!.ToString());
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal('0', body[0]);
        var open = JsonElement.Parse(body[1..]);
        Assert.Equal(20, open.GetProperty("sid").GetString()!.Length);
        Assert.Equal("""["websocket"]""", open.GetProperty("upgrades").GetRawText());
        Assert.Equal(123_000, open.GetProperty("pingInterval").GetInt32());
        Assert.Equal(45_000, open.GetProperty("pingTimeout").GetInt32());
        Assert.Equal(678_000, open.GetProperty("maxPayload").GetInt32());
        Assert.Equal(5, open.EnumerateObject().Count());
    }

    [Fact]
    public async Task A_websocket_without_id_opens_a_connection_that_has_nothing_to_upgrade_to()
    {
        await using var host = await EngineHost.Start();
        await using var client = await host.Connect();

        var open = await client.Text();

        Assert.Equal('0', open[0]);
        Assert.Equal("[]", JsonElement.Parse(open[1..]).GetProperty("upgrades").GetRawText());
    }

    [Theory]
    [InlineData("GET", "transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "EIO=abc&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "EIO=4", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=abc", 0, "Transport unknown")]
    [InlineData("GET", "EIO=4&transport=polling&sid=nobody", 1, "Session ID unknown")]
    [InlineData("POST", "EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("PUT", "EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("GET", "EIO=4&transport=websocket", 3, "Bad request")]
    public async Task A_handshake_that_is_none_is_refused_with_a_code(string method, string query, int code, string message)
    {
        await using var host = await EngineHost.Start();
        using var request = new HttpRequestMessage(new HttpMethod(method), host.Query(query));

        using var answer = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(code, body.GetProperty("code").GetInt32());
        Assert.Equal(message, body.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("transport=websocket")]
    [InlineData("EIO=4&transport=abc")]
    [InlineData("EIO=4&transport=websocket&sid=nobody")]
    public async Task A_websocket_that_is_none_is_not_upgraded(string query)
    {
        await using var host = await EngineHost.Start();

        await Assert.ThrowsAsync<WebSocketException>(() => host.Connect(query: query));
    }

    [Fact]
    public async Task Another_version_for_a_known_id_is_a_bad_request()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();

        using var answer = await host.Http.GetAsync(host.Query($"EIO=3&transport=polling&sid={sid}"));

        Assert.Equal(3, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task The_application_may_refuse_a_handshake_in_its_own_words()
    {
        var options = EngineHost.Quiet();
        options.AllowRequest = (context, _) => new(context.Request.Query["who"] == "ann" ? null : "Ann only.");
        await using var host = await EngineHost.Start(options);

        using var refused = await host.Http.GetAsync(host.Polling());
        using var welcome = await host.Http.GetAsync(host.Polling() + "&who=ann");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("""{"code":4,"message":"Ann only."}""", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, welcome.StatusCode);
    }

    [Fact]
    public async Task There_are_no_more_connections_than_allowed()
    {
        var options = EngineHost.Quiet();
        options.MaxConnections = 2;
        await using var host = await EngineHost.Start(options);
        await host.Sid();
        var second = await host.Sid();

        using var third = await host.Http.GetAsync(host.Polling());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, third.StatusCode);
        Assert.Equal("1", third.Headers.RetryAfter!.ToString());

        await host.Post(second, "1");
        await Eventually.True("there is room again", async () => (await host.Http.GetAsync(host.Polling())).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Pages_of_allowed_origins_may_poll()
    {
        var options = EngineHost.Quiet();
        options.CorsOrigins = origin => origin == "https://a.example.com";
        await using var host = await EngineHost.Start(options);

        using var preflight = await Ask(host, HttpMethod.Options, "https://a.example.com");
        using var allowed = await Ask(host, HttpMethod.Get, "https://a.example.com");
        using var foreign = await Ask(host, HttpMethod.Get, "https://b.example.com");

        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("GET, POST", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("https://a.example.com", allowed.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<HttpResponseMessage> Ask(EngineHost host, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, host.Polling());
        request.Headers.Add("Origin", origin);
        return await host.Http.SendAsync(request);
    }
}
