using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Server.Lifetime;
using GamAgent.Server.Settings;
using TestKit;

namespace GamAgent.Server.Tests;

/// <summary>The real agent on a real port, inside the test's process; runners and clients are the test's.</summary>
internal sealed class TestAgent : IAsyncDisposable
{
    public const string Session = "my-session-0123456789";

    private readonly TemporaryFolder _folder;
    private readonly bool _ownsFolder;
    private readonly List<IAsyncDisposable> _peers = [];

    private TestAgent(AgentServer server, TemporaryFolder folder, bool ownsFolder, TestTokens tokens)
    {
        Server = server;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Tokens = tokens;
    }

    public AgentServer Server { get; }

    public TestTokens Tokens { get; }

    public string JournalFolder => _folder.Combine("journal");

    public string RunnerSocket => _folder.Combine("r.sock");

    public Uri Uri(string query = "", string session = Session) => new($"{Server.Url.Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{session}/{query}");

    public static async Task<TestAgent> Start(
        AgentLimits? limits = null, Func<AgentSettings, AgentSettings>? change = null, TemporaryFolder? folder = null, TimeProvider? time = null)
    {
        var own = folder ?? new TemporaryFolder();
        var tokens = new TestTokens();
        var settings = new AgentSettings
        {
            SessionId = Session,
            AgentId = "agent-1",
            Listen = new Uri("http://127.0.0.1:0"),
            RunnerSocket = own.Combine("r.sock"),
            JournalFolder = own.Combine("journal"),
            Jwks = tokens.Jwks,
            Limits = limits ?? new AgentLimits(),
        };
        var server = await AgentServer.StartAsync(change?.Invoke(settings) ?? settings, time ?? TimeProvider.System);
        return new TestAgent(server, own, folder is null, tokens);
    }

    public async Task<ScriptedRunner> Runner(string id = "runner-1", Protocol.RunnerLink.LinkStarted? running = null, long stdinReceived = 0)
    {
        var runner = await ScriptedRunner.Attach(_folder.Combine("r.sock"), id, running, stdinReceived);
        _peers.Add(runner);
        return runner;
    }

    public async Task<GamSocket> Client(
        string query = "", SessionRole role = SessionRole.Operator, string subject = "tester", bool read = true)
    {
        var socket = await GamSocket.Connect(
            Uri(query), new GamSocketOptions { Token = Tokens.For(Session, role, subject), Read = read });
        _peers.Add(socket);
        return socket;
    }

    /// <summary>A client that has read its <c>connected</c>.</summary>
    public async Task<(GamSocket Socket, ConnectedData Connected)> Enter(
        string query = "", SessionRole role = SessionRole.Operator, string subject = "tester")
    {
        var socket = await Client(query, role, subject);
        var first = await socket.Next();
        Assert.Equal(EventNames.Connected, first.Event);
        return (socket, first.Read<ConnectedData>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        await Server.DisposeAsync();
        Tokens.Dispose();
        if (_ownsFolder)
        {
            _folder.Dispose();
        }
    }
}
