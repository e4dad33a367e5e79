using SocketIo.Engine;
using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Engine;

public sealed class UpgradeTests
{
    [Fact]
    public async Task A_poller_probes_a_websocket_and_goes_on_there()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await using var client = await Upgrade(host, sid);

        await client.Send("4hello");

        Assert.Equal("4hello", await client.Text());
    }

    [Fact]
    public async Task A_poll_that_waits_is_released_by_the_probe()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        var poll = host.Poll(sid);
        await using var client = await host.Connect(sid);

        await client.Send("2probe");

        Assert.Equal("3probe", await client.Text());
        Assert.Equal("6", await poll);
    }

    [Fact]
    public async Task A_poll_during_the_probe_is_released_too()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await using var client = await host.Connect(sid);
        await client.Send("2probe");
        Assert.Equal("3probe", await client.Text());

        Assert.Equal("6", await host.Poll(sid));
    }

    [Fact]
    public async Task What_was_not_fetched_by_polling_comes_on_the_websocket()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await host.Post(sid, "4one\u001e4two");
        await using var client = await Upgrade(host, sid);

        Assert.Equal("4one", await client.Text());
        Assert.Equal("4two", await client.Text());
    }

    [Fact]
    public async Task After_the_upgrade_polling_is_refused_and_the_websocket_goes_on()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await using var client = await Upgrade(host, sid);
        // Its upgrade packet was read.
        await client.Send("4there");
        Assert.Equal("4there", await client.Text());

        Assert.Equal(400, await host.PollStatus(sid));
        Assert.Equal(400, (await host.Post(sid, "4x")).Status);
        await client.Send("4still");
        Assert.Equal("4still", await client.Text());
    }

    [Fact]
    public async Task A_second_websocket_is_closed_and_the_first_goes_on()
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await using var client = await Upgrade(host, sid);
        await using var second = await host.Connect(sid);

        await second.Closed();

        await client.Send("4still");
        Assert.Equal("4still", await client.Text());
    }

    [Theory]
    [InlineData("2nonsense")]
    [InlineData("4hello")]
    public async Task A_websocket_that_does_not_probe_is_closed_and_polling_goes_on(string packet)
    {
        await using var host = await EngineHost.Start();
        var sid = await host.Sid();
        await using var client = await host.Connect(sid);

        await client.Send(packet);
        await client.Closed();

        await host.Post(sid, "4here");
        Assert.Equal("4here", await host.Poll(sid));
    }

    [Fact]
    public async Task An_upgrade_that_is_not_completed_in_time_is_given_up()
    {
        var options = EngineHost.Quiet();
        options.UpgradeTimeout = TimeSpan.FromMilliseconds(50);
        await using var host = await EngineHost.Start(options);
        var sid = await host.Sid();
        await using var client = await host.Connect(sid);

        await client.Closed();

        await host.Post(sid, "4here");
        Assert.Equal("4here", await host.Poll(sid));
    }

    [Fact]
    public async Task Upgrades_can_be_forbidden()
    {
        var options = EngineHost.Quiet();
        options.AllowUpgrades = false;
        await using var host = await EngineHost.Start(options);
        var open = await host.Handshake();

        Assert.Equal("[]", open.GetProperty("upgrades").GetRawText());
        await Assert.ThrowsAnyAsync<System.Net.WebSockets.WebSocketException>(() => host.Connect(open.GetProperty("sid").GetString()));
    }

    private static async Task<EngineClient> Upgrade(EngineHost host, string sid)
    {
        var client = await host.Connect(sid);
        await client.Send("2probe");
        Assert.Equal("3probe", await client.Text());
        await client.Send("5");
        return client;
    }
}
