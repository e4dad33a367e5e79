using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using GamAgent.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GamSessions.Tests.Routing;

/// <summary>Stands where an agent would: takes websockets, remembers how they were asked for, echoes what comes.</summary>
internal sealed class RecordingAgent : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RecordingAgent(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public ConcurrentQueue<(string Path, string Query, Dictionary<string, string> Headers)> Requests { get; } = new();

    public static async Task<RecordingAgent> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseWebSockets();
        var agent = new RecordingAgent(app);
        app.Run(agent.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        Requests.Enqueue((
            context.Request.Path,
            context.Request.QueryString.ToString(),
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        var subprotocol = context.WebSockets.WebSocketRequestedProtocols.Contains(ProtocolVersion.Subprotocol) ? ProtocolVersion.Subprotocol : null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(subprotocol);
        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"event":"pong"}"""), WebSocketMessageType.Text, true, context.RequestAborted);
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } got)
        {
            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, context.RequestAborted);
        }

        await socket.CloseAsync((WebSocketCloseStatus)CloseCodes.GoingAway, "going away", context.RequestAborted);
    }
}
