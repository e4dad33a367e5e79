using System.Net.ServerSentEvents;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.Records;

/// <summary>Changes of sessions, as they happen.</summary>
public sealed class SessionEventTests
{
    [Fact]
    public async Task A_stream_tells_of_every_status_resumes_without_loss_and_ends_with_the_host()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var stop = TestContext.Current.CancellationToken;
        await using var all = await Stream.Open(host, "api/sessions/events");
        var id = await host.CreateId();
        var (starting, first) = await all.Next();
        Assert.Equal((id, "starting"), (first.Text("id"), first.Text("status")));
        var (ready, second) = await all.Next();
        Assert.Equal("ready", second.Text("status"));
        Assert.True(ready > starting);

        await using var one = await Stream.Open(host, $"api/sessions/{id}/events");
        Assert.Equal("ready", (await one.Next()).Session.Text("status"));
        Assert.Equal(0, await host.Interrupt());
        Assert.Equal(["ending", "ended"], [(await one.Next()).Session.Text("status"), (await one.Next()).Session.Text("status")]);
        await one.Ends();
        await all.Next();
        var (last, _) = await all.Next();
        await all.Ends();

        // What happened while nobody listened, in an earlier life of the host.
        await using var again = await HostProgram.Start(folder.Path);
        await using var back = await Stream.Open(again, "api/sessions/events", ready);
        var (resumed, missed) = await back.Next();
        Assert.Equal((id, "ended", "host-lost"), (missed.Text("id"), missed.Text("status"), missed.Text("reason")));
        Assert.True(resumed > last);
    }

    private sealed class Stream : IAsyncDisposable
    {
        private readonly HttpResponseMessage _answer;
        private readonly IAsyncEnumerator<SseItem<string>> _events;

        private Stream(HttpResponseMessage answer, System.IO.Stream body)
        {
            _answer = answer;
            _events = SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        }

        public static async Task<Stream> Open(HostProgram host, string path, long? after = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (after is { } id)
            {
                request.Headers.Add("Last-Event-ID", $"{id}");
            }

            var answer = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            return new Stream(answer, await answer.Content.ReadAsStreamAsync());
        }

        public async Task<(long Id, System.Text.Json.JsonElement Session)> Next()
        {
            Assert.True(await _events.MoveNextAsync().AsTask().Within("an event comes"));
            Assert.Equal("session", _events.Current.EventType);
            return (long.Parse(_events.Current.EventId!, System.Globalization.CultureInfo.InvariantCulture), JsonReading.Parse(_events.Current.Data));
        }

        public async Task Ends() => Assert.False(await _events.MoveNextAsync().AsTask().Within("the stream ends"));

        public async ValueTask DisposeAsync()
        {
            await _events.DisposeAsync();
            _answer.Dispose();
        }
    }
}
