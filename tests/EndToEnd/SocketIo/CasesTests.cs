using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>Cases from the field, through Socket.IO: what a journal can't give any more, ends that are told once, tokens that are too old.</summary>
public sealed class CasesTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["GamSessions__Limits__JournalBytes"] = "1Mi",
        ["GamSessions__Limits__JournalMemoryBytes"] = "256Ki",
    };

    private readonly TemporaryFolder _folder = new();
    private HostProgram _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostProgram.Start(_folder.Path, Settings);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_the_journal_lost_while_a_client_was_cut_off_is_a_gap_that_says_which_and_all_the_rest_comes()
    {
        var id = await _host.CreateId();
        await using var way = new CuttableProxy(_host.Url.Port);
        await using var client = SocketIoClients.Enter(way.Url, id, "websocket", new { }, quiet: true);
        await client.Event("connected");
        await using var watcher = SocketIoClients.Enter(_host.Url, id, "websocket", new { }, quiet: true);
        await watcher.Event("connected");
        way.Refuses = true;
        way.CutAfter(200_000);

        await client.Emit("input", "gam flood 8000000");
        await client.Next("disconnect");
        await watcher.Event("exit");
        way.Refuses = false;

        Assert.True((await client.Next("connect")).GetProperty("recovered").GetBoolean());
        var gap = (await client.Event("gap"))[0];
        Assert.Equal("quota", gap.Text("reason"));
        await client.Event("exit");
        var summary = await client.Next("summary");
        Assert.Equal(0, summary.GetProperty("twice").GetInt32());
        Assert.Equal($"[[{gap.GetProperty("from")},{gap.GetProperty("to")}]]", summary.GetProperty("holes").GetRawText());

        await using var late = SocketIoClients.Enter(_host.Url, id, null, new { after = 0 });
        var first = (await late.Event("gap"))[0];
        Assert.Equal(1, first.GetProperty("from").GetInt64());
        await late.Event("exit");
        var seqs = late.Seqs();
        Assert.Equal(first.GetProperty("to").GetInt64() + 1, seqs[0]);
        Assert.Equal(Enumerable.Range(0, seqs.Count).Select(i => seqs[0] + i), seqs);
    }

    [Fact]
    public async Task Whoever_comes_with_after_0_as_a_command_ends_gets_exactly_one_exit()
    {
        var id = await _host.CreateId();
        await using var first = SocketIoClients.Enter(_host.Url, id, null, new { });
        await first.Event("connected");
        var others = new List<NodeClient>();
        try
        {
            await first.Emit("input", "gam slow 40 50");
            await first.Event("started");
            foreach (var transport in SocketIoClients.Transports)
            {
                others.Add(SocketIoClients.Enter(_host.Url, id, transport, new { after = 0 }));
            }

            await first.Event("exit");
            foreach (var other in others)
            {
                await other.Event("exit");
                await other.Emit("ping", "end");
                await other.Event("pong");
                Assert.Equal(1, other.EventNames().Count(name => name == "exit"));
                Assert.Equal(first.Output(), other.Output());
            }
        }
        finally
        {
            foreach (var other in others)
            {
                await other.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task An_expired_token_has_a_code_of_its_own_and_is_not_tried_again()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?>
        {
            ["GamSessions__Limits__TokenLifetime"] = "00:00:05",
            ["GamSessions__Limits__ClockSkew"] = "00:00:00",
        });
        var (id, token) = await host.CreateWithToken();
        var since = TimeProvider.System.GetTimestamp();
        await Eventually.True("the token has expired", () => TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(6));
        foreach (var transport in SocketIoClients.Transports)
        {
            await using var client = SocketIoClients.Enter(host.Url, id, transport, new { token });
            var error = await client.Next("connect_error");
            Assert.Equal(4401, error.GetProperty("data").GetProperty("code").GetInt32());
            client.CloseInput();
            await Eventually.True("it has ended", () => client.HasEnded);
            Assert.Equal(0, client.Count("reconnect_attempt"));
        }
    }
}
