using System.Net.ServerSentEvents;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Api.Events;
using GamSessions.Sessions;
using TestKit;

namespace GamSessions.Tests.Api;

public sealed class RecordCallTests
{
    private static readonly (string, string)[] ByKey = [("Access:Mode", "apikey")];

    [Fact]
    public async Task Records_are_for_their_owner_and_a_viewer_may_read_and_not_run()
    {
        await using var host = await ApiHost.StartAsync(ByKey);
        var ann = await host.AddKeyAsync("ann");
        var viewer = await host.AddKeyAsync("viewer", CallerRole.Viewer, owner: "ann");
        var bob = await host.AddKeyAsync("bob");
        var id = (await host.CreateAsync(key: ann)).Id;

        foreach (var path in (string[])["commands", "transcript", "transcript?format=jsonl", "transcript?format=asciicast"])
        {
            Assert.Equal(200, (await host.GetAsync($"/api/sessions/{id}/{path}", Key(ann))).Status);
            Assert.Equal(200, (await host.GetAsync($"/api/sessions/{id}/{path}", Key(viewer))).Status);
            Assert.Equal(404, (await host.GetAsync($"/api/sessions/{id}/{path}", Key(bob))).Status);
            Assert.Equal(401, (await host.GetAsync($"/api/sessions/{id}/{path}")).Status);
        }

        const string Body = """{"command":"gam info domain"}""";
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/commands", Body, Key(viewer))).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/commands", Body, Key(bob))).Status);
        Assert.Equal(404, (await host.GetAsync($"/api/sessions/{id}/events", Key(bob))).Status);
    }

    [Theory]
    [InlineData("{}", "command")]
    [InlineData("""{"args":[]}""", "args")]
    [InlineData("""{"command":"  "}""", "command")]
    [InlineData("""{"args":["info"],"command":"info"}""", "command")]
    [InlineData("""{"args":"info"}""", "args", "command")]
    [InlineData("""{"args":[1]}""", "args", "command")]
    [InlineData("""{"command":"info","timeoutSeconds":0}""", "timeoutSeconds")]
    [InlineData("""{"command":"info","shell":true}""", "shell")]
    public async Task A_command_that_is_none_is_refused_by_field(string body, params string[] fields)
    {
        await using var host = await ApiHost.StartAsync();
        var id = (await host.CreateAsync()).Id;

        var answer = await host.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/commands", body);

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Code));
        Assert.Equal(fields, answer.Fields);
    }

    [Theory]
    [InlineData("starting", 409, "not-ready")]
    [InlineData("ending", 410, "ended")]
    [InlineData("ended", 410, "ended")]
    public async Task Only_a_session_that_is_ready_runs_commands(string status, int expected, string code)
    {
        await using var host = await ApiHost.StartAsync();
        host.Sessions.Outcome = s => s with { Status = ProtocolNames.FromWireName<SessionStatus>(status)!.Value, Reason = EndReason.Idle };
        await host.CreateAsync();

        var answer = await host.SendAsync(HttpMethod.Post, "/api/sessions/my-session-0000000001/commands", """{"command":"info"}""");

        Assert.Equal((expected, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("transcript?format=pdf", "format")]
    [InlineData("commands?page=0", "page")]
    [InlineData("commands?pageSize=501", "pageSize")]
    public async Task Wrong_queries_are_refused_by_field(string path, string field)
    {
        await using var host = await ApiHost.StartAsync();
        var answer = await host.GetAsync($"/api/sessions/{(await host.CreateAsync()).Id}/{path}");
        Assert.Equal((400, field), (answer.Status, Assert.Single(answer.Fields)));
    }

    [Fact]
    public async Task A_caller_listens_so_many_times_and_no_more_until_one_ends()
    {
        await using var host = await ApiHost.StartAsync();
        List<HttpResponseMessage> open = [];
        try
        {
            for (var i = 0; i < EventListeners.MostPerCaller; i++)
            {
                open.Add(await ListenAsync(host));
            }

            var refused = await host.GetAsync("/api/sessions/events");
            Assert.Equal((429, "limit"), (refused.Status, refused.Code));
            Assert.NotNull(refused.Header("Retry-After"));
            open[0].Dispose();
            open.RemoveAt(0);
            await Eventually.True("there is a place again", async () =>
            {
                using var again = await ListenAsync(host);
                return again.IsSuccessStatusCode;
            });
        }
        finally
        {
            open.ForEach(answer => answer.Dispose());
        }
    }

    [Fact]
    public async Task A_stream_begins_with_the_present_state_beats_and_has_only_the_callers_sessions()
    {
        await using var host = await ApiHost.StartAsync([("Limits:PingInterval", "00:00:01"), .. ByKey]);
        var (ann, bob) = (await host.AddKeyAsync("ann"), await host.AddKeyAsync("bob"));
        await host.CreateAsync(key: bob);
        var id = (await host.CreateAsync(key: ann)).Id;
        using var answer = await ListenAsync(host, Key(ann));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(ApiHost.Stop));
        var feed = host.Get<SessionFeed>();
        var data = await NextAsync(lines);
        Assert.Equal(id, (string?)data["id"]);

        feed.Publish((await host.Sessions.FindAsync("my-session-0000000001", ApiHost.Stop))! with { Version = 5 });
        feed.Publish((await host.Sessions.FindAsync(id, ApiHost.Stop))! with { Version = 5, Conditions = [SessionCondition.Throttled] });
        Assert.Equal("throttled", (string?)(await NextAsync(lines))["conditions"]![0]);

        // After the end of the event, the heartbeat.
        Assert.Equal("", await lines.ReadLineAsync(ApiHost.Stop));
        Assert.Equal(":", await lines.ReadLineAsync(ApiHost.Stop).AsTask().Within("a heartbeat comes"));
        feed.Close();
        await lines.ReadToEndAsync(ApiHost.Stop).Within("the stream ends");
    }

    [Fact]
    public async Task Who_comes_back_gets_what_was_missed_and_the_present_state_where_that_is_not_kept()
    {
        await using var host = await ApiHost.StartAsync();
        var id = (await host.CreateAsync()).Id;
        var session = (await host.Sessions.FindAsync(id, ApiHost.Stop))!;
        var feed = host.Get<SessionFeed>();
        using var before = feed.Subscribe(null);
        feed.Publish(session with { Version = 5, Conditions = [SessionCondition.Throttled] });
        feed.Publish(session with { Version = 6, Conditions = [SessionCondition.Stalled] });

        var kept = await EventsAsync(host, $"{before.Position}", 2);
        Assert.Equal([before.Position + 1, before.Position + 2], kept.Select(e => e.Id));
        Assert.Contains("stalled", kept[1].Data, StringComparison.Ordinal);
        foreach (var unknown in (string[])["7", $"{before.Position + 1_000_000}"])
        {
            var present = Assert.Single(await EventsAsync(host, unknown, 1));
            Assert.Equal(before.Position + 2, present.Id);
            Assert.DoesNotContain("stalled", present.Data, StringComparison.Ordinal);
        }

        var wrong = await host.GetAsync("/api/sessions/events", ("Last-Event-ID", "yesterday"));
        Assert.Equal((400, "Last-Event-ID"), (wrong.Status, Assert.Single(wrong.Fields)));
    }

    private static (string, string) Key(string key) => ("Authorization", $"Bearer {key}");

    private static async Task<HttpResponseMessage> ListenAsync(ApiHost host, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "/api/sessions/events"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ApiHost.Stop);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> NextAsync(StreamReader lines)
    {
        while (true)
        {
            var line = await lines.ReadLineAsync(ApiHost.Stop).AsTask().Within("an event comes");
            if (line!.StartsWith("data: ", StringComparison.Ordinal))
            {
                return System.Text.Json.Nodes.JsonNode.Parse(line[6..])!;
            }
        }
    }

    private static async Task<IReadOnlyList<(long Id, string Data)>> EventsAsync(ApiHost host, string after, int count)
    {
        using var answer = await ListenAsync(host, (EventCalls.LastEventId, after));
        List<(long, string)> events = [];
        await foreach (var e in SseParser.Create(await answer.Content.ReadAsStreamAsync(ApiHost.Stop)).EnumerateAsync(ApiHost.Stop))
        {
            events.Add((long.Parse(e.EventId!, System.Globalization.CultureInfo.InvariantCulture), e.Data));
            if (events.Count == count)
            {
                break;
            }
        }

        return events;
    }
}
