using System.Globalization;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace AgentPair.Tests;

/// <summary>Clients behind networks that lose, cut and dawdle.</summary>
public sealed class NetworkTests
{
    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_peer_whose_packets_are_lost_is_dropped_and_its_place_is_free(ProgramForm form)
    {
        await using var pair = await Pair.Start(form, limits: new Dictionary<string, string>
        {
            [nameof(AgentLimits.MaxConnectionsPerSession)] = "1",
            [nameof(AgentLimits.PingInterval)] = "00:00:01",
            [nameof(AgentLimits.PingTimeout)] = "00:00:20",
        });
        await using var relay = new TcpRelay(pair.Address);
        // The place is free only once the server has seen the client of the start leave.
        await using var vanishing = await Eventually.Get("there is a place", () => Entered(pair, relay));
        Assert.Null(await Entered(pair));

        relay.Lose();

        // No close frame and no reset ever comes: only the missing pongs tell.
        await using var next = await Eventually.Get("its place is free", () => Entered(pair));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_idle_socket_outlives_a_proxy_s_idle_limit_that_is_longer_than_the_ping_interval(ProgramForm form)
    {
        await using var pair = await Pair.Start(form, limits: new Dictionary<string, string> { [nameof(AgentLimits.PingInterval)] = "00:00:01" });
        await using var relay = new TcpRelay(pair.Address, idleLimit: TimeSpan.FromSeconds(10));
        await using var socket = await pair.Client(by: relay);
        await socket.WaitFor(EventNames.Connected);
        var before = relay.Transfers;

        // Twice the limit, with nothing but pings.
        await Eventually.True("the server has pinged twenty times", () => relay.Transfers >= before + 20);

        await socket.SendFrame("ping", "still here");
        await socket.WaitFor(EventNames.Pong);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_client_behind_a_slow_network_is_not_taken_for_dead(ProgramForm form)
    {
        const int bytes = 10_000_000;
        await using var pair = await Pair.Start(form, limits: new Dictionary<string, string>
        {
            [nameof(AgentLimits.PingInterval)] = "00:00:01",
            [nameof(AgentLimits.PingTimeout)] = "00:00:20",
        });
        await using var relay = new TcpRelay(pair.Address, bytesPerSecond: 400_000);
        await using var slow = await pair.Client(by: relay);
        await slow.WaitFor(EventNames.Connected);
        await slow.SendCommand($"flood {bytes.ToString(CultureInfo.InvariantCulture)}", "f");

        // 25 seconds and more, which is longer than a silent peer is given.
        var events = await slow.ReadUntil(EventNames.Exit, limit: TimeSpan.FromMinutes(2));

        Assert.Equal(bytes, events.OutputText().Length);
    }

    /// <summary>Null when there was no place.</summary>
    private static async Task<GamSocket?> Entered(Pair pair, TcpRelay? relay = null)
    {
        var socket = await pair.Client(by: relay);
        try
        {
            await socket.WaitFor(EventNames.Connected);
            return socket;
        }
        catch (InvalidOperationException)
        {
            await socket.DisposeAsync();
            return null;
        }
    }
}
