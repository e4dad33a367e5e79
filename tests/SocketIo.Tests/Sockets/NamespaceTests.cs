using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Sockets;

public sealed class NamespaceTests
{
    private static SocketIoServer Server(SocketIoOptions? options = null, TimeProvider? time = null)
    {
        options ??= new SocketIoOptions();
        options.Engine.PingInterval = options.Engine.PingTimeout = TimeSpan.FromMinutes(10);
        var io = new SocketIoServer(options, time);
        io.Of("/").OnConnection = socket =>
        {
            socket.On("message", async e => await socket.EmitAsync("message-back", [.. e.Args]));
            socket.On("message-with-ack", async e => await e.AckAsync([.. e.Args]));
            return Task.CompletedTask;
        };
        io.Of("/custom").OnConnection = async socket => await socket.EmitAsync("auth", socket.Auth);
        return io;
    }

    [Fact]
    public async Task A_connect_is_answered_with_an_id_and_nothing_else()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, answer) = await host.Enter();
        await using var _ = client;

        Assert.StartsWith("40", answer, StringComparison.Ordinal);
        Assert.Equal(["sid"], JsonElement.Parse(answer[2..]).EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("40/custom", "{}")]
    [InlineData("40/custom,", "{}")]
    [InlineData("""40/custom,{"token":"abc"}""", """{"token":"abc"}""")]
    [InlineData("""40/custom,{"pid":"p","offset":"o"}""", """{"pid":"p","offset":"o"}""")]
    public async Task The_handler_sees_what_the_client_sent_as_auth(string connect, string auth)
    {
        await using var host = await EngineHost.Start(Server());
        var (client, answer) = await host.Enter(connect);
        await using var _ = client;

        Assert.StartsWith("40/custom,{", answer, StringComparison.Ordinal);
        Assert.Equal($"42/custom,[\"auth\",{auth}]", await client.Text());
    }

    [Fact]
    public async Task An_unknown_namespace_is_refused_and_the_connection_goes_on()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, answer) = await host.Enter("40/random");
        await using var _ = client;

        Assert.Equal("""44/random,{"message":"Invalid namespace"}""", answer);
        await client.Send("40");
        Assert.StartsWith("40{", await client.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42[\"message\"]")]
    [InlineData("41")]
    [InlineData("44{\"message\":\"x\"}")]
    [InlineData("4")]
    public async Task What_is_not_a_connect_may_not_come_first(string packet)
    {
        await using var host = await EngineHost.Start(Server());
        await using var client = await host.Connect();
        await client.Text();

        await client.Send(packet);

        await client.Closed();
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42{}")]
    [InlineData("42[]")]
    [InlineData("42abc[\"message\"]")]
    [InlineData("42[\"connect\"]")]
    [InlineData("40")]
    [InlineData("43[]")]
    [InlineData("42/custom,[\"message\"]")]
    public async Task What_is_no_packet_closes_the_connection(string packet)
    {
        await using var host = await EngineHost.Start(Server());
        var (client, _) = await host.Enter();
        await using var _ = client;

        await client.Send(packet);

        await client.Closed();
    }

    [Fact]
    public async Task Who_enters_no_namespace_in_time_is_let_go()
    {
        var clock = new FakeTimeProvider();
        await using var host = await EngineHost.Start(Server(new SocketIoOptions { ConnectTimeout = TimeSpan.FromSeconds(4) }, clock));
        await using var idle = await host.Connect();
        await LetGo(idle);

        // Neither is one that left its last namespace, after a while.
        var (client, _) = await host.Enter();
        await using var __ = client;
        await client.Send("41");
        await LetGo(client);

        async Task LetGo(EngineClient gone)
        {
            var closed = gone.Closed();
            await Eventually.True("it is let go", () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return closed.IsCompleted;
            });
            await closed;
        }
    }

    [Fact]
    public async Task Connections_without_a_namespace_are_counted()
    {
        await using var host = await EngineHost.Start(Server(new SocketIoOptions { MaxUnconnected = 1 }));
        await using var first = await host.Connect();
        await first.Text();

        // Try again later, and not: you may not.
        await Assert.ThrowsAnyAsync<Exception>(() => host.Connect());
        using (var refused = await host.Http.GetAsync(host.Polling(), TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        await first.Send("40");
        await first.Text();
        await using var second = await host.Connect();
        Assert.StartsWith("0", await second.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaving_one_namespace_leaves_the_others()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, _) = await host.Enter();
        await using var _ = client;
        await client.Send("40/custom");
        await client.Text();
        await client.Text();

        await client.Send("41/custom");
        await client.Send("""42["message","to the main one"]""");

        Assert.Equal("""42["message-back","to the main one"]""", await client.Text());
    }

    [Fact]
    public async Task Events_come_back_as_they_were()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, _) = await host.Enter();
        await using var _ = client;

        await client.Send("""42["message",1,"2",{"3":[true]},1.50,null]""");
        Assert.Equal("""42["message-back",1,"2",{"3":[true]},1.50,null]""", await client.Text());

        await client.Send("""452-["message",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]""");
        await client.Send([1, 2, 3]);
        await client.Send([4]);
        Assert.Equal("""452-["message-back",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]""", await client.Text());
        Assert.Equal([1, 2, 3], await client.Binary());
        Assert.Equal([4], await client.Binary());
    }

    [Fact]
    public async Task Events_are_acknowledged_with_their_own_id()
    {
        await using var host = await EngineHost.Start(Server());
        var (client, _) = await host.Enter();
        await using var _ = client;

        await client.Send("""42456["message-with-ack",1,"2"]""");
        Assert.Equal("""43456[1,"2"]""", await client.Text());
        await client.Send("""451-789["message-with-ack",{"_placeholder":true,"num":0}]""");
        await client.Send([7]);
        Assert.Equal("""461-789[{"_placeholder":true,"num":0}]""", await client.Text());
        Assert.Equal([7], await client.Binary());
    }

    [Fact]
    public async Task The_server_gets_acknowledgements_too_even_inside_of_a_handler()
    {
        var io = Server();
        io.Of("/").OnConnection = socket =>
        {
            socket.On("ask-me", async e =>
            {
                var answer = await socket.EmitWithAckAsync("question", TimeSpan.FromMinutes(1), 42);
                await e.AckAsync([.. answer]);
            });
            return Task.CompletedTask;
        };
        await using var host = await EngineHost.Start(io);
        var (client, _) = await host.Enter();
        await using var _ = client;

        await client.Send("""425["ask-me"]""");
        Assert.Equal("""420["question",42]""", await client.Text());
        await client.Send("""430["yes"]""");

        Assert.Equal("""435["yes"]""", await client.Text());
    }

    [Fact]
    public async Task A_middleware_refuses_with_message_and_data()
    {
        var io = Server();
        io.Of("/private").Use((socket, _) => new(socket.Auth["token"] is null ? new ConnectRefusal("A token, please.", new { code = 401 }) : null));
        await using var host = await EngineHost.Start(io);
        var (client, answer) = await host.Enter("40/private");
        await using var _ = client;

        Assert.Equal("""44/private,{"message":"A token, please.","data":{"code":401}}""", answer);
        await client.Send("""40/private,{"token":1}""");
        Assert.StartsWith("40/private,{", await client.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_namespace_may_stand_for_many_names_and_rooms_reach_some()
    {
        var io = Server();
        var rooms = io.OfAll(name => name.StartsWith("/room/", StringComparison.Ordinal));
        rooms.OnConnection = socket =>
        {
            socket.Join(socket.Namespace);
            socket.On("here", async e => await e.AckAsync());
            socket.On("all", e => rooms.EmitToAsync(socket.Namespace, "said", e.Args[0]));
            return Task.CompletedTask;
        };
        await using var host = await EngineHost.Start(io);
        var (one, _) = await host.Enter("40/room/a");
        var (two, _) = await host.Enter("40/room/a");
        var (other, _) = await host.Enter("40/room/b");
        await using var _ = one;
        await using var __ = two;
        await using var ___ = other;
        // The answer to a connect goes out before the handler is called.
        await two.Send("""42/room/a,1["here"]""");
        Assert.Equal("""43/room/a,1[]""", await two.Text());

        await one.Send("""42/room/a,["all","to a"]""");
        Assert.Equal("""42/room/a,["said","to a"]""", await two.Text());
        await other.Send("""42/room/b,["all","to b"]""");
        Assert.Equal("""42/room/b,["said","to b"]""", await other.Text());
    }

    [Fact]
    public async Task A_server_that_disconnects_a_socket_says_so_and_forgives_what_is_on_its_way()
    {
        var io = Server();
        io.Of("/once").OnConnection = async socket => await socket.DisconnectAsync();
        await using var host = await EngineHost.Start(io);
        var (client, _) = await host.Enter("40/once");
        await using var _ = client;

        Assert.Equal("41/once,", await client.Text());
        await client.Send("""42/once,["late"]""");
        await client.Send("40");
        Assert.StartsWith("40{", await client.Text(), StringComparison.Ordinal);
    }
}
