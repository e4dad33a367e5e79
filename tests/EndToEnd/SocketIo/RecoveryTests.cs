using System.Security.Cryptography;
using System.Text;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>A client whose TCP connection is cut comes back by itself, as the same socket, and misses nothing.</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> ShortTokens = new()
    {
        ["GamSessions__Limits__TokenLifetime"] = "00:00:20",
        ["GamSessions__Limits__ClockSkew"] = "00:00:00",
    };

    private readonly TemporaryFolder _folder = new();
    private HostProgram _host = null!;

    public static TheoryData<string?> Transports => [.. SocketIoSession.Transports];

    public async ValueTask InitializeAsync() => _host = await HostProgram.Start(_folder.Path, ShortTokens);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Cut_in_the_middle_of_output_and_after_its_token_expired_it_gets_every_event_once()
    {
        var (id, token) = await _host.CreateWithToken();
        var expiry = TimeProvider.System.GetTimestamp();
        var ways = SocketIoSession.Transports.Select(_ => new CuttableProxy(_host.Url.Port)).ToList();
        var clients = SocketIoSession.Transports
            .Select((transport, i) => SocketIoSession.Enter(new Uri($"http://127.0.0.1:{ways[i].Port}/"), id, transport, new { token })).ToList();
        try
        {
            var before = new List<string>();
            foreach (var client in clients)
            {
                var connect = await client.Next("connect");
                Assert.False(connect.GetProperty("recovered").GetBoolean());
                before.Add(connect.Text("id"));
                await client.Event("connected");
            }

            await clients[0].Emit("input", "gam slow 300 100");
            for (var i = 0; i < clients.Count; i++)
            {
                await clients[i].Event("output");
                await CutAndComeBack(clients[i], ways[i], before[i]);
            }

            // The token's life is over now, and nobody has another one.
            await Eventually.True("the token has expired", () => TimeProvider.System.GetElapsedTime(expiry) > TimeSpan.FromSeconds(21));
            for (var i = 0; i < clients.Count; i++)
            {
                await CutAndComeBack(clients[i], ways[i], before[i]);
            }

            foreach (var client in clients)
            {
                await Eventually.True("it has seen the exit", () => client.Count("summary") > 0);
                var summary = client.Lines.First(line => line.Text("is") == "summary");
                Assert.Equal(0, summary.GetProperty("twice").GetInt32());
                Assert.Equal(0, summary.GetProperty("missing").GetInt32());
                Assert.Equal(string.Concat(Enumerable.Range(1, 300).Select(i => $"line {i} of 300\n")), client.Output());
                Assert.Equal(1, client.EventNames().Count(name => name == "connected"));
                Assert.Equal(1, client.EventNames().Count(name => name == "exit"));
            }
        }
        finally
        {
            foreach (var part in clients.Concat<IAsyncDisposable>(ways))
            {
                await part.DisposeAsync();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Cut_in_the_middle_of_ten_megabytes_again_and_again_it_gets_all_of_them(string? transport)
    {
        const int Bytes = 10_000_000;
        await using var proxy = new CuttableProxy(_host.Url.Port);
        var (id, token) = await _host.CreateWithToken();
        await using var client = SocketIoSession.Enter(new Uri($"http://127.0.0.1:{proxy.Port}/"), id, transport, new { token }, quiet: true);
        await client.Event("connected");
        proxy.CutAfter(500_000);

        await client.Emit("input", $"gam flood {Bytes}");
        Assert.True((await client.Next("connect")).GetProperty("recovered").GetBoolean());
        proxy.CutAfter(3_000_000);
        Assert.True((await client.Next("connect")).GetProperty("recovered").GetBoolean());

        await client.Event("exit");
        var summary = await client.Next("summary");
        Assert.Equal(0, summary.GetProperty("twice").GetInt32());
        Assert.Equal(0, summary.GetProperty("missing").GetInt32());
        Assert.Equal(Bytes, summary.GetProperty("length").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Flood(Bytes))), summary.Text("sha256"));
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
            "socket-io", $"http://127.0.0.1:{proxy.Port}/ws/session/{id}/", new { auth = new { token }, reconnectionDelay = 3000, randomizationFactor = 0 });
        await client.Event("connected");
        await Eventually.True("the token has expired", () => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(21));

        proxy.Cut();

        var error = await client.Next("connect_error");
        Assert.Equal(4401, error.GetProperty("data").GetProperty("code").GetInt32());
        Assert.Equal(1, client.Count("reconnect_attempt"));
    }

    // A poller has no connection at all between two polls: there is something to cut only now and then.
    private static async Task CutAndComeBack(NodeClient client, CuttableProxy way, string id)
    {
        var losses = client.Count("disconnect");
        await Eventually.True("it has noticed the loss", () =>
        {
            if (client.Count("disconnect") > losses)
            {
                return true;
            }

            way.Cut();
            return false;
        });
        var connect = await client.Next("connect");
        Assert.True(connect.GetProperty("recovered").GetBoolean());
        Assert.Equal(id, connect.Text("id"));
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
