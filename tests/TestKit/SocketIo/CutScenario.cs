using System.Net;
using Xunit;

namespace TestKit;

/// <summary>
/// The documented scenario with clients of each kind (in Node and in pages of Chromium) over each transport, side by side in one session, each
/// behind a connection of its own that is cut in the middle of output, and again once its token has expired.
/// </summary>
public sealed class CutScenario : IAsyncDisposable
{
    private const int Lines = 1_000_000;
    private readonly List<Member> _members = [];

    /// <summary>Makes one, with a client of each kind for each transport.</summary>
    /// <param name="listen">Where each finds its own connection.</param>
    /// <param name="host">Where these lead to; a path is the prefix of the control plane.</param>
    /// <param name="id">The session.</param>
    /// <param name="browsers">The kinds: the addresses of browsers, null for Node.</param>
    public CutScenario(IPAddress listen, Uri host, string id, params string?[] browsers)
    {
        foreach (var browser in browsers)
        {
            foreach (var transport in SocketIoClients.Transports)
            {
                var way = new CuttableProxy(listen, host);
                var door = new Uri(way.Url, host.AbsolutePath);
                _members.Add(new Member($"{(browser is null ? "Node" : "Chromium")} by {transport ?? "default"}", door, transport, SocketIoClients.Prepare(door, id, browser), way));
            }
        }
    }

    /// <summary>Plays it.</summary>
    /// <param name="token">Gives a new token for the session.</param>
    /// <param name="tokenLifetime">How long one is good.</param>
    public async Task Play(Func<Task<string>> token, TimeSpan tokenLifetime)
    {
        foreach (var member in _members)
        {
            await member.Client.Next("ready");
            await member.Arrive(await token());
        }

        var lastToken = TimeProvider.System.GetTimestamp();

        // Each emits a line as the documents show it; one command at a time is a session's own rule.
        for (var i = 0; i < _members.Count; i++)
        {
            var (said, client) = ($"said by {i}", _members[i].Client);
            await client.Emit("input", $"gam echo '{said}'");
            await client.Next("what it said", line => line.Text("is") == "event" && line.Text("event") == "output" && line.Text("args.0") == $"{said}\n");
            await client.Event("exit");
        }

        await _members[0].Client.Emit("input", $"gam slow {Lines} 50");
        await Task.WhenAll(_members.Select(member => member.IsCut()));

        // The token's life is over then, and nobody has another one.
        await Eventually.True("the token has expired", () => TimeProvider.System.GetElapsedTime(lastToken) > tokenLifetime + TimeSpan.FromSeconds(1));
        await Task.WhenAll(_members.Select(member => member.IsCut()));
        await _members[^1].Client.Emit("cancel");
        foreach (var member in _members)
        {
            await member.Client.Next("the last exit", line => line.Text("is") == "event" && line.Text("event") == "exit" && line.At("args.0").Text("reason") == "cancelled");
            await member.Client.Next("summary");
            member.HasAllOnce();
        }

        Assert.All(_members, member => Assert.Equal(_members[0].Client.Output(), member.Client.Output()));
        var lines = _members[0].Client.Output().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var slow = lines.Where(line => line.StartsWith("line ", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(1, slow.Count).Select(i => $"line {i} of {Lines}"), slow);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
        {
            await member.Client.DisposeAsync();
            await member.Way.DisposeAsync();
        }
    }

    private sealed record Member(string Name, Uri Door, string? Transport, NodeClient Client, CuttableProxy Way)
    {
        private string _id = "";

        public async Task Arrive(string token)
        {
            await Client.ComeIn(Door, Transport, new { token });
            var connect = await Client.Next("connect");
            Assert.False(connect.GetProperty("recovered").GetBoolean());
            _id = connect.Text("id");
            await Client.Event("connected");
        }

        // A poller has no connection at all between two polls: there is something to cut only now and then.
        // What was printed before the long command does not count: a cut then could take the command itself with it.
        public async Task IsCut()
        {
            await Client.Next(
                $"{Name}: output of the long command",
                line => line.Text("is") == "event" && line.Text("event") == "output" && line.Text("args.0").Contains($" of {Lines}", StringComparison.Ordinal));
            var losses = Client.Count("disconnect");
            await Eventually.True($"{Name} has noticed the loss", () =>
            {
                if (Client.Count("disconnect") > losses)
                {
                    return true;
                }

                Way.Cut();
                return false;
            });
            var connect = await Client.Next("connect");
            Assert.True(connect.GetProperty("recovered").GetBoolean(), Name);
            Assert.Equal(_id, connect.Text("id"));
        }

        public void HasAllOnce()
        {
            var summary = Client.Lines.Last(line => line.Text("is") == "summary");
            Assert.True(summary.GetProperty("twice").GetInt32() == 0 && summary.GetProperty("missing").GetInt32() == 0, $"{Name}: {summary}");
            Assert.Equal(1, Client.EventNames().Count(name => name == "connected"));
            Assert.Equal(Client.EventNames().Count(name => name == "started"), Client.EventNames().Count(name => name == "exit"));
        }
    }
}
