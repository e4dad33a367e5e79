using System.Net;
using System.Security.Cryptography;
using System.Text;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>A client whose TCP connection is cut comes back by itself, as the same socket, and misses nothing.</summary>
public sealed class RecoveryTests(ShortTokenHost shared) : IClassFixture<ShortTokenHost>
{
    private readonly HostProgram _host = shared.Host;

    public static TheoryData<string?> Transports => [.. SocketIoClients.Transports];

    [Fact]
    public async Task In_Node_and_in_Chromium_over_each_transport_cut_in_the_middle_of_output_and_after_its_token_expired_a_client_gets_every_event_once()
    {
        var (browser, endpoint) = await NodePrograms.StartBrowser(NodeSuite.Chromium());
        await using var _ = browser;
        var id = await _host.CreateId();
        await using var scenario = new CutScenario(IPAddress.Loopback, _host.Url, id, null, endpoint);
        await scenario.Play(async () => (await _host.Get($"api/sessions/{id}/websocket")).Text("token"), ShortTokenHost.TokenLifetime);
    }

    [Fact]
    public async Task Cut_in_the_middle_of_ten_kilobytes_it_gets_all_of_them()
    {
        const int Bytes = 10_000;
        foreach (var transport in SocketIoClients.Transports)
        {
            await using var proxy = new CuttableProxy(_host.Url.Port);
            var (id, token) = await _host.CreateWithToken();
            await using var client = SocketIoClients.Enter(proxy.Url, id, transport, new { token }, quiet: true);
            await client.Event("connected");
            proxy.CutAfter(4000);

            await client.Emit("input", $"gam flood {Bytes}");
            Assert.True((await client.Next("connect")).GetProperty("recovered").GetBoolean());
            await HasAll(client, Bytes);
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Cut_in_the_middle_of_ten_megabytes_again_and_again_it_gets_all_of_them(string? transport)
    {
        const int Bytes = 10_000_000;
        await using var proxy = new CuttableProxy(_host.Url.Port);
        var (id, token) = await _host.CreateWithToken();
        await using var client = SocketIoClients.Enter(proxy.Url, id, transport, new { token }, quiet: true);
        await client.Event("connected");
        proxy.CutAfter(500_000);

        await client.Emit("input", $"gam flood {Bytes}");
        Assert.True((await client.Next("connect")).GetProperty("recovered").GetBoolean());
        proxy.CutAfter(3_000_000);
        Assert.True((await client.Next("connect")).GetProperty("recovered").GetBoolean());

        await HasAll(client, Bytes);
    }

    [Fact]
    public async Task After_the_window_an_expired_token_is_refused_and_not_tried_again()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?>
        {
            ["GamSessions__Limits__TokenLifetime"] = "00:00:20",
            ["GamSessions__Limits__ClockSkew"] = "00:00:00",
            ["GamSessions__Limits__RecoveryWindow"] = "00:00:01",
        });
        await using var proxy = new CuttableProxy(host.Url.Port);
        var (id, token) = await host.CreateWithToken();
        var since = TimeProvider.System.GetTimestamp();
        await using var client = NodePrograms.Start(
            "socket-io", $"http://127.0.0.1:{proxy.Port}/ws/session/{id}/", new { auth = new { token }, reconnectionDelay = 20_000, randomizationFactor = 0 });
        await client.Event("connected");
        await Eventually.True("the token has expired", () => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(21));

        proxy.Cut();

        var error = await client.Next("connect_error");
        Assert.Equal(4401, error.GetProperty("data").GetProperty("code").GetInt32());
        Assert.Equal(1, client.Count("reconnect_attempt"));
    }

    private static async Task HasAll(NodeClient client, int bytes)
    {
        var summary = await client.Next("summary");
        Assert.Equal(0, summary.GetProperty("twice").GetInt32());
        Assert.Equal(0, summary.GetProperty("missing").GetInt32());
        Assert.Equal(bytes, summary.GetProperty("length").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Flood(bytes))), summary.Text("sha256"));
    }

    // What the stand-in's flood prints.
    private static byte[] Flood(int bytes)
    {
        var text = new StringBuilder(bytes + 64);
        for (var line = 1; text.Length < bytes; line++)
        {
            text.Append(line.ToString("D12", System.Globalization.CultureInfo.InvariantCulture)).Append(' ').Append('x', 50).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, bytes));
    }
}
