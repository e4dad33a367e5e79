using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using GamAgent.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TestKit;

namespace GamSessions.Tests.AgentLink;

/// <summary>An agent that says what a test tells it to say, to whoever connects.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Connection> _connections = Channel.CreateUnbounded<Connection>();

    private ScriptedAgent(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<ScriptedAgent> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        var agent = new ScriptedAgent(app);
        app.Run(agent.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }

    public async Task<Connection> NextAsync() => await _connections.Reader.ReadAsync().AsTask().Within("the link connects");

    /// <summary>One after the other, until it is cancelled.</summary>
    public IAsyncEnumerable<Connection> AllAsync(CancellationToken cancellationToken) => _connections.Reader.ReadAllAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(ProtocolVersion.Subprotocol);
        var connection = new Connection(socket, context.Request.QueryString.ToString());
        Assert.True(_connections.Writer.TryWrite(connection));
        await connection.ReadAsync();
    }

    internal sealed class Connection(WebSocket socket, string query)
    {
        private readonly Channel<string> _received = Channel.CreateUnbounded<string>();

        public string Query => query;

        public Task SayAsync(string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

        public Task ConnectedAsync(string epoch, long next) => SayAsync(
            $$$"""{"event":"connected","data":{"sessionId":"s","protocol":"gam.v1","agentVersion":"1","agentId":"a","state":"idle","queued":[],"conditions":[],"epoch":"{{{epoch}}}","first":1,"next":{{{next}}},"role":"control"}}""");

        public Task EventAsync(long seq, string name = "output", string data = "\"x\"") =>
            SayAsync($$"""{"event":"{{name}}","seq":{{seq}},"at":"2026-03-04T05:06:07Z","data":{{data}}}""");

        public async Task<JsonElement> ReceiveAsync() => JsonReading.Parse(await _received.Reader.ReadAsync().AsTask().Within("a frame comes"));

        public Task CloseAsync(int code, string reason) => socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, CancellationToken.None);

        public void Abort() => socket.Abort();

        public async Task ReadAsync()
        {
            var buffer = new byte[65536];
            try
            {
                while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } got)
                {
                    Assert.True(_received.Writer.TryWrite(Encoding.UTF8.GetString(buffer, 0, got.Count)));
                }
            }
            catch (WebSocketException)
            {
                // The link broke it, or the test.
            }
        }
    }
}
