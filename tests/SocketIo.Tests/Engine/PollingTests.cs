using Microsoft.AspNetCore.Http;
using SocketIo.Engine;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Engine;

public sealed class PollingTests
{
    [Theory]
    [InlineData("4hello")]
    [InlineData("4one\u001e4two\u001e4three")]
    [InlineData("4hello\u001ebAQIDBA==")]
    [InlineData("4€ and 𝄞")]
    [InlineData("4")]
    public async Task What_is_posted_is_echoed_to_the_next_poll(string body)
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();

        Assert.Equal((200, "ok"), await host.Post(sid, body));
        Assert.Equal(body, await host.Poll(sid));
    }

    [Fact]
    public async Task A_poll_waits_until_there_is_something()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();

        var poll = host.Poll(sid);
        await host.Post(sid, "4later");

        Assert.Equal("4later", await poll);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("4good\u001e9bad")]
    [InlineData("4good\u001e")]
    [InlineData("bnot base64!")]
    public async Task A_body_that_is_no_payload_closes_the_connection(string body)
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();

        Assert.Equal(400, (await host.Post(sid, body)).Status);
        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_poll_that_is_sent_again_because_its_answer_was_lost_ends_the_connection()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await host.Post(sid, "4lost");
        using var first = await host.Http.GetAsync(host.Polling(sid) + "&t=a1");
        Assert.Equal("4lost", await first.Content.ReadAsStringAsync());
        await host.Post(sid, "4after");

        using var again = await host.Http.GetAsync(host.Polling(sid) + "&t=a1");

        Assert.Equal(400, (int)again.StatusCode);
        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_post_that_is_sent_again_is_taken_once()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await host.Http.PostAsync(host.Polling(sid) + "&t=b1", new StringContent("4once"));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        await host.Post(sid, "4end");

        Assert.Equal("4once\u001e4end", await host.Poll(sid));
    }

    [Fact]
    public async Task A_client_may_post_as_soon_as_it_has_the_answer_to_the_post_before()
    {
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        await using var host = await EngineHost.Start(async (context, next) =>
        {
            // The first post's answer is with the client, and its handling goes on only once the second is through. That one comes by another
            // connection, as from clients that keep none alive: on the same one it would wait for its turn.
            if (HttpMethods.IsPost(context.Request.Method) && first.TrySetResult())
            {
                context.Response.Body = new LingeringStream(context.Response.Body, second.Task);
            }

            await next();
        });
        var sid = await host.Sid();

        Assert.Equal((200, "ok"), await host.Post(sid, "4first"));
        using var elsewhere = new HttpClient { BaseAddress = host.Url };
        using var answer = await elsewhere.PostAsync(host.Polling(sid), new StringContent("4second"));
        Assert.Equal(200, (int)answer.StatusCode);
        second.SetResult();

        Assert.Equal("4first\u001e4second", await host.Poll(sid));
    }

    [Fact]
    public async Task A_second_poll_beside_the_first_closes_the_connection()
    {
        var (closed, host) = await StartWatched();
        await using var _ = host;
        var sid = await host.Sid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            using var answer = await host.Http.GetAsync(host.Polling(sid));
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }));

        Assert.Contains((200, "1"), answers);
        Assert.Contains(answers, answer => answer.Item1 == 400);
        Assert.Equal(EngineCloseReason.TransportError, await closed.Task.Within("it is closed"));
        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_poll_that_is_given_up_closes_the_connection()
    {
        var (closed, host) = await StartWatched();
        await using var _ = host;
        var sid = await host.Sid();
        using var given = new CancellationTokenSource();
        var poll = host.Http.GetAsync(host.Polling(sid), given.Token);

        // On a connection of its own, it does not disturb the poll, and comes after it.
        await host.Post(sid, "6");
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await Eventually.True("it is unknown", async () => await host.PollStatus(sid) == 400);
        await closed.Task.Within("it is closed");
    }

    [Fact]
    public async Task A_close_packet_ends_a_waiting_poll_with_an_empty_packet()
    {
        var (closed, host) = await StartWatched();
        await using var _ = host;
        var sid = await host.Sid();

        // Whichever of the two arrives first.
        var poll = host.Poll(sid);
        await host.Post(sid, "1");

        Assert.Equal("6", await poll);
        Assert.Equal(EngineCloseReason.TransportClose, await closed.Task.Within("it is closed"));
        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_binary_body_closes_the_connection()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();

        Assert.Equal(400, (await host.Post(sid, "4hello", "application/octet-stream")).Status);
        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_the_connection_goes_on()
    {
        var options = EngineHost.Quiet();
        options.MaxPayload = 100;
        await using var host = await EngineHost.Start(options);
        var sid = await host.Sid();

        Assert.Equal(413, (await host.Post(sid, "4" + new string('x', 100))).Status);
        Assert.Equal(200, (await host.Post(sid, "4" + new string('x', 99))).Status);
        Assert.Equal("4" + new string('x', 99), await host.Poll(sid));
    }

    [Fact]
    public async Task Another_method_than_get_and_post_is_refused()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        using var answer = await host.Http.DeleteAsync(host.Polling(sid));

        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_ping_from_a_client_is_the_wrong_direction()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await host.Post(sid, "2");

        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_server_that_closes_lets_the_rest_be_fetched_first()
    {
        var (_, host) = await StartWatched(async (socket, _) =>
        {
            await socket.SendAsync(EngineMessage.FromText("last words"));
            socket.Close();
        });
        await using var __ = host;
        var sid = await host.Sid();
        await host.Post(sid, "4go");

        Assert.Equal($"4last words{EngineHost.Separator}1", await host.Poll(sid));
        Assert.Equal(400, await host.PollStatus(sid));
    }

    [Fact]
    public async Task A_producer_waits_for_a_client_that_does_not_poll()
    {
        var sent = 0;
        var options = EngineHost.Quiet();
        options.SendBufferBytes = 10_000;
        var producing = new TaskCompletionSource();
        var (_, host) = await StartWatched(
            async (socket, _) =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await socket.SendAsync(EngineMessage.FromText(new string('x', 1000)));
                    Interlocked.Increment(ref sent);
                }

                producing.SetResult();
            },
            options);
        await using var __ = host;
        var sid = await host.Sid();
        var post = host.Post(sid, "4go");

        await Eventually.True("the buffer is full", () => Volatile.Read(ref sent) >= 9);
        Assert.InRange(Volatile.Read(ref sent), 9, 11);
        Assert.False(post.IsCompleted);
        var received = 0;
        while (received < 200)
        {
            var packets = (await host.Poll(sid)).Split(EngineHost.Separator);
            Assert.InRange(packets.Length, 1, 12);
            received += packets.Length;
        }

        await producing.Task.Within("the producer goes on");
        Assert.Equal(200, received);
    }

    private static async Task<(TaskCompletionSource<EngineCloseReason> Closed, EngineHost Host)> StartWatched(
        Func<EngineSocket, EngineMessage, Task>? onMessage = null, EngineOptions? options = null)
    {
        var closed = new TaskCompletionSource<EngineCloseReason>();
        var host = await EngineHost.Start(options ?? EngineHost.Quiet(), socket =>
        {
            socket.OnMessage = async message => await (onMessage?.Invoke(socket, message) ?? Task.CompletedTask);
            _ = socket.Closed.ContinueWith(task => closed.TrySetResult(task.Result), TaskScheduler.Default);
        });
        return (closed, host);
    }
}
