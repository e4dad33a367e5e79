using System.Net;
using System.Text;
using GamAgent.Protocol;
using GamSessions.Sessions;
using TestKit;

namespace GamSessions.Tests.Routing;

public sealed class SessionRouterTests
{
    [Theory]
    [InlineData("/ws/session/{0}")]
    [InlineData("/ws/session/{0}/")]
    public async Task A_live_session_is_reached_with_and_without_the_final_slash(string path)
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready);
        await using var socket = await GamSocket.Connect(
            bench.Address(string.Format(null, System.Text.CompositeFormat.Parse(path), id)),
            new GamSocketOptions { Token = await bench.TokenAsync(id) });

        await socket.WaitFor(EventNames.Pong);
        await socket.SendText("""{"event":"pong","data":"é"}""");
        Assert.Equal("é", (await socket.WaitFor(EventNames.Pong)).Data.GetString());
        Assert.Equal(ProtocolVersion.Subprotocol, socket.Subprotocol);
        Assert.Equal($"/ws/session/{id}/", Assert.Single(bench.Agent.Requests).Path);
    }

    [Fact]
    public async Task The_agent_gets_token_and_replay_and_nothing_of_the_browsers()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready);
        var token = await bench.TokenAsync(id);
        await using var socket = await GamSocket.Connect(bench.Session(id, "?after=12&epoch=abc-1&token=leak"), new GamSocketOptions
        {
            Token = token,
            Origin = $"http://{bench.Session(id).Authority}",
            Headers = new Dictionary<string, string> { ["Cookie"] = "theirs=1" },
        });

        await socket.WaitFor(EventNames.Pong);
        var (_, query, headers) = Assert.Single(bench.Agent.Requests);
        Assert.Equal("?after=12&epoch=abc-1", query);
        Assert.Equal($"Bearer {token}", headers["Authorization"]);
        Assert.DoesNotContain("Cookie", headers.Keys);
        Assert.DoesNotContain("Origin", headers.Keys);
        Assert.Equal(bench.Agent.Address.Authority, headers["Host"]);
    }

    [Fact]
    public async Task A_local_client_without_a_token_gets_one_of_an_operator()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready);
        await using var socket = await GamSocket.Connect(bench.Session(id), new GamSocketOptions { OfferSubprotocol = false });

        await socket.WaitFor(EventNames.Pong);
        var claims = Encoding.UTF8.GetString(Base64Url(Assert.Single(bench.Agent.Requests).Headers["Authorization"].Split('.')[1]));
        Assert.Equal("local", JsonReading.Parse(claims).Text("sub"));
        Assert.Contains(id, claims, StringComparison.Ordinal);
        Assert.DoesNotContain("control", claims, StringComparison.Ordinal);
        Assert.Null(socket.Subprotocol);
    }

    [Fact]
    public async Task A_browsers_token_comes_as_a_subprotocol_that_is_never_echoed()
    {
        await using var bench = await RouterBench.StartAsync("apikey");
        var id = await bench.AddAsync(SessionStatus.Ready);
        await using var socket = await GamSocket.Connect(
            bench.Session(id), new GamSocketOptions { Token = await bench.TokenAsync(id), TokenBy = TokenBy.Subprotocol });

        await socket.WaitFor(EventNames.Pong);
        Assert.Equal(ProtocolVersion.Subprotocol, socket.Subprotocol);
    }

    [Fact]
    public async Task Without_a_token_or_with_a_bad_one_the_upgrade_is_refused()
    {
        await using var bench = await RouterBench.StartAsync("apikey");
        var id = await bench.AddAsync(SessionStatus.Ready);
        using var foreign = new TestTokens();

        Assert.Equal(HttpStatusCode.Unauthorized, (await GamSocket.Refused(bench.Session(id))).Status);
        foreach (var token in (string[])["nonsense", "a.b.c", foreign.For(id)])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GamSocket.Refused(bench.Session(id), new GamSocketOptions { Token = token })).Status);
        }

        Assert.Empty(bench.Agent.Requests);
    }

    [Theory]
    [InlineData("?after=x")]
    [InlineData("?after=-1")]
    [InlineData("?after=1&after=2")]
    [InlineData("?epoch=")]
    [InlineData("?epoch=a%2Fb")]
    public async Task A_malformed_replay_is_a_bad_request(string query)
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready);

        Assert.Equal(HttpStatusCode.BadRequest, (await GamSocket.Refused(bench.Session(id, query))).Status);
    }

    [Fact]
    public async Task A_starting_session_asks_to_try_again()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Starting);

        var refusal = await GamSocket.Refused(bench.Session(id), new GamSocketOptions { Token = await bench.TokenAsync(id) });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refusal.Status);
        Assert.Contains(refusal.Headers.Keys, name => name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(bench.Agent.Requests);
    }

    [Fact]
    public async Task The_probe_of_a_starting_session_passes()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Starting);

        await using var socket = await GamSocket.Connect(bench.Session(id), new GamSocketOptions { Token = await bench.TokenAsync(id, SessionRole.Control) });
        await socket.WaitFor(EventNames.Pong);
    }

    [Fact]
    public async Task An_agent_that_is_away_asks_to_try_again()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready);
        bench.Engine.Agent = null;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GamSocket.Refused(bench.Session(id))).Status);

        bench.Engine.Agent = new(new Uri("http://127.0.0.1:1"), "gone");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GamSocket.Refused(bench.Session(id))).Status);
    }

    [Theory]
    [InlineData(SessionStatus.Ending, EndReason.Idle, "idle")]
    [InlineData(SessionStatus.Ended, EndReason.HostLost, "host-lost")]
    [InlineData(SessionStatus.Failed, EndReason.CrashLoop, "crash-loop")]
    public async Task A_session_that_is_over_closes_with_its_reason(SessionStatus status, EndReason reason, string text)
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(status, reason);

        foreach (var token in (string?[])[null, await bench.TokenAsync(id)])
        {
            await using var socket = await GamSocket.Connect(bench.Session(id), new GamSocketOptions { Token = token });
            Assert.Equal(new SocketClose(CloseCodes.EndedEarlier, text), await socket.Closed());
        }
    }

    [Fact]
    public async Task An_unknown_session_closes_otherwise_than_an_ended_one()
    {
        await using var bench = await RouterBench.StartAsync();
        const string id = "never-was-0123456789";

        await using var without = await GamSocket.Connect(bench.Session(id));
        Assert.Equal(CloseCodes.UnknownSession, (await without.Closed()).Code);
        await using var with = await bench.OpenAsync(id);
        Assert.Equal(CloseCodes.UnknownSession, (await with.Closed()).Code);
    }

    [Fact]
    public async Task A_token_for_another_session_is_not_allowed_whatever_that_session_is()
    {
        await using var bench = await RouterBench.StartAsync();
        var mine = await bench.TokenAsync(await bench.AddAsync(SessionStatus.Ready));
        foreach (var id in (string[])[await bench.AddAsync(SessionStatus.Ready), await bench.AddAsync(SessionStatus.Ended, EndReason.Deleted), "never-was-0123456789"])
        {
            await using var socket = await GamSocket.Connect(bench.Session(id), new GamSocketOptions { Token = mine });
            Assert.Equal(CloseCodes.NotAllowed, (await socket.Closed()).Code);
        }
    }

    [Fact]
    public async Task An_expired_token_has_a_close_code_of_its_own_after_all_others()
    {
        await using var bench = await RouterBench.StartAsync();
        var ready = await bench.AddAsync(SessionStatus.Ready);
        var ended = await bench.AddAsync(SessionStatus.Ended, EndReason.Deleted);
        var (readyToken, endedToken) = (await bench.TokenAsync(ready), await bench.TokenAsync(ended));
        bench.Time.Advance(TimeSpan.FromMinutes(12));

        await using var expired = await GamSocket.Connect(bench.Session(ready), new GamSocketOptions { Token = readyToken });
        Assert.Equal(CloseCodes.TokenExpired, (await expired.Closed()).Code);
        await using var over = await GamSocket.Connect(bench.Session(ended), new GamSocketOptions { Token = endedToken });
        Assert.Equal(CloseCodes.EndedEarlier, (await over.Closed()).Code);
    }

    [Fact]
    public async Task Another_owners_session_is_unknown_to_a_local_client()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready, owner: "somebody");

        await using var socket = await GamSocket.Connect(bench.Session(id));
        Assert.Equal(CloseCodes.UnknownSession, (await socket.Closed()).Code);
    }

    [Theory]
    [InlineData("/ws/session/..%2F..%2Fadmin/")]
    [InlineData("/ws/session/evil.example%3A80/")]
    [InlineData("/ws/session/a%3Fafter=0/")]
    [InlineData("/ws/session/%40evil.example/")]
    [InlineData("/ws/session/UPPER/")]
    public async Task An_id_becomes_no_host_no_path_and_no_query(string path)
    {
        await using var bench = await RouterBench.StartAsync();
        await bench.AddAsync(SessionStatus.Ready);

        await using var socket = await GamSocket.Connect(bench.Address(path));
        Assert.Equal(CloseCodes.UnknownSession, (await socket.Closed()).Code);
        Assert.Empty(bench.Agent.Requests);
    }

    [Fact]
    public async Task A_plain_request_is_told_to_upgrade()
    {
        await using var bench = await RouterBench.StartAsync();
        var id = await bench.AddAsync(SessionStatus.Ready);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(
            new UriBuilder(bench.Session(id)) { Scheme = "http" }.Uri, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static byte[] Base64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
