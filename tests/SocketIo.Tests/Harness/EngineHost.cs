using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocketIo.Engine;

namespace SocketIo.Tests.Harness;

/// <summary>A server on a real port, and a client that speaks the protocol by hand.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    public const char Separator = '\u001e';

    private readonly WebApplication _app;
    private readonly string _path;

    private EngineHost(WebApplication app, string path)
    {
        _app = app;
        _path = path;
        Url = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Url, Timeout = Eventually.DefaultLimit };
    }

    public Uri Url { get; }

    public HttpClient Http { get; }

    /// <summary>An Engine.IO server that echoes, unless it is told otherwise.</summary>
    public static Task<EngineHost> Start(EngineOptions? options = null, Action<EngineSocket>? onConnection = null)
    {
        var server = new EngineServer(options ?? Quiet())
        {
            OnConnection = onConnection ?? (socket => socket.OnMessage = async message => await socket.SendAsync(message)),
        };
        return Start(app => app.MapEngineIo(server), "engine.io");
    }

    /// <summary>An Engine.IO server that echoes, behind a middleware.</summary>
    public static Task<EngineHost> Start(Func<HttpContext, Func<Task>, Task> middleware)
    {
        var server = new EngineServer(Quiet()) { OnConnection = socket => socket.OnMessage = async message => await socket.SendAsync(message) };
        return Start(app => app.Use(middleware).UseRouting().UseEndpoints(routes => routes.MapEngineIo(server)), "engine.io");
    }

    /// <summary>A Socket.IO server.</summary>
    public static Task<EngineHost> Start(SocketIoServer server) => Start(app => app.MapSocketIo(server), "socket.io");

    /// <summary>Heartbeats that no test waits for.</summary>
    public static EngineOptions Quiet() => new() { PingInterval = TimeSpan.FromMinutes(10), PingTimeout = TimeSpan.FromMinutes(10) };

    /// <summary>The address of a request.</summary>
    public string Query(string query) => $"/{_path}/?{query}";

    public string Polling(string? sid = null) => Query($"EIO=4&transport=polling{(sid is null ? "" : $"&sid={sid}")}");

    /// <summary>Opens a connection by polling.</summary>
    public async Task<JsonElement> Handshake() => JsonElement.Parse((await Http.GetStringAsync(Polling()))[1..]);

    public async Task<string> Sid() => (await Handshake()).GetProperty("sid").GetString()!;

    public async Task<string> Poll(string sid) => await Http.GetStringAsync(Polling(sid));

    public async Task<int> PollStatus(string sid)
    {
        using var answer = await Http.GetAsync(Polling(sid));
        return (int)answer.StatusCode;
    }

    public async Task<(int Status, string Body)> Post(string sid, string body, string contentType = "text/plain")
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, contentType);
        using var answer = await Http.PostAsync(Polling(sid), content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A websocket: a new connection, or one to upgrade to.</summary>
    public Task<EngineClient> Connect(string? sid = null, string query = "EIO=4&transport=websocket") =>
        EngineClient.Connect(new Uri($"ws://{Url.Authority}{Query(query)}{(sid is null ? "" : $"&sid={sid}")}"));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private static async Task<EngineHost> Start(Action<WebApplication> map, string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new EngineHost(app, path);
    }
}
