using System.Reflection;
using GamAgent.Protocol;
using GamAgent.Protocol.Frames;
using GamAgent.Server.Commands;
using GamAgent.Server.Connections;
using GamAgent.Server.Files;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;
using GamAgent.Server.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace GamAgent.Server.Lifetime;

/// <summary>The whole agent: journal, desk, runner's socket, web server. Starts them in order and ends them in order.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(8);

    private readonly AgentServices _agent;
    private readonly WebApplication _app;
    private readonly RunnerListener _runners;

    private readonly FileDesk _files;

    private AgentServer(AgentServices agent, WebApplication app, FileDesk files, RunnerListener runners) =>
        (_agent, _app, _files, _runners) = (agent, app, files, runners);

    /// <summary>Where it listens, with the real port.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Completes when the session has ended, by a control frame or by <see cref="EndAsync"/>.</summary>
    public Task<EndReason> SessionEnded => _agent.Desk.Ended;

    // What the kernel holds for one client (it takes twice that). Its own choice would be megabytes: on a slow network a ping would stand behind them
    // for longer than its answer may take.
    private const int SendBufferBytes = 256 << 10;

    /// <summary>Starts everything.</summary>
    /// <exception cref="AgentStartException">Something can't be used; the message says what to do.</exception>
    public static async Task<AgentServer> StartAsync(AgentSettings settings, TimeProvider time)
    {
        // Nothing but what stands here: the usual builders read files of settings in the working directory and watch it for changes, and all that lies
        // below it, which is a whole file system where that is the root.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(3));
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            // A websocket that reads slowly has a limit of its own, told by a close code.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = static endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = SendBufferBytes;
            return socket;
        });
        builder.WebHost.UseUrls($"http://{settings.Listen.Authority}");
        var app = builder.Build();
        var logs = app.Services.GetRequiredService<ILoggerFactory>();
        var tokens = TokenVerifier.Create(settings.Jwks, settings.Limits, time)
            ?? throw new AgentStartException("GamAgent__Jwks holds no ES256 key with a kid; give it a JWKS with at least one");
        var journal = OpenJournal(settings, time);
        var desk = new CommandDesk(journal, settings, time, logs.CreateLogger<CommandDesk>());
        var agent = new AgentServices(settings, VersionOfThis(), journal, desk, new ClientHub(settings.Limits), tokens, new AgentMetrics(), time);
        var files = new FileDesk(desk, settings, time);
        var server = new AgentServer(agent, app, files, new RunnerListener(settings.RunnerSocket, desk, files, time, logs));
        server.Map();
        await server.ListenAsync(settings);
        return server;
    }

    /// <summary>Ends the session as its control plane would.</summary>
    public void EndSession(EndReason reason, int graceSeconds) => _agent.Desk.End(new EndFrame(reason, graceSeconds, null));

    /// <summary>Closes every client, within a limit.</summary>
    public async Task CloseClientsAsync(int code, string reason)
    {
        var closing = _agent.Hub.CloseAllAsync(new CloseOrder(code, reason, Drain: code == CloseCodes.Ended));
        await Task.WhenAny(closing, Task.Delay(CloseLimit, _agent.Time, CancellationToken.None));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseClientsAsync(CloseCodes.GoingAway, "going away");
        await _runners.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _files.Dispose();
        _agent.Desk.Dispose();
        _agent.Journal.Dispose();
    }

    private static SessionJournal OpenJournal(AgentSettings settings, TimeProvider time)
    {
        try
        {
            var limits = settings.Limits;
            return SessionJournal.Open(new JournalOptions(settings.JournalFolder, limits.JournalBytes, limits.JournalMemoryBytes), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AgentStartException($"the journal's folder {settings.JournalFolder} can't be used ({e.Message}); make it writable for this user", e);
        }
    }

    private async Task ListenAsync(AgentSettings settings)
    {
        try
        {
            _runners.Start();
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new AgentStartException(
                $"the runner's socket {settings.RunnerSocket} can't be made ({e.Message}); its folder must be writable and the path at most 107 bytes", e);
        }

        try
        {
            await _app.StartAsync();
        }
        catch (IOException e)
        {
            throw new AgentStartException($"{settings.Listen} can't be listened on ({e.Message}); choose another port, or 0 for a free one", e);
        }

        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    private void Map()
    {
        var check = new UpgradeCheck(_agent.Settings, _agent.Tokens);
        var endpoint = new SessionEndpoint(_agent, check);
        var files = new FileEndpoint(_agent, check, _files);
        if (_agent.Settings.PathPrefix is { Length: > 0 } prefix)
        {
            // Proxies may strip the prefix or not; both work.
            _app.UsePathBase(prefix);
        }

        _app.UseWebSockets();
        _app.Run(context =>
        {
            var path = context.Request.Path.Value ?? "";
            return path switch
            {
                "/healthz" => _agent.Settings.RunnerFile is { } runner && !File.Exists(runner)
                    ? AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, $"{runner} is missing\n")
                    : AnswerAsync(context, StatusCodes.Status200OK, "listening\n"),
                "/readyz" => _agent.Desk.Ending is null
                    ? AnswerAsync(context, StatusCodes.Status200OK, "ready\n")
                    : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "ending\n"),
                "/metrics" => AnswerAsync(context, StatusCodes.Status200OK, _agent.Metrics.Write(_agent.Desk.Status(_agent.Hub.Count))),
                "/files" => files.ServeAsync(context),
                _ when SessionOf(path) is { } session => endpoint.ServeAsync(context, session),
                _ => AnswerAsync(context, StatusCodes.Status404NotFound, "There is nothing here; a session is at /ws/session/{id}/.\n"),
            };
        });
    }

    private static string? SessionOf(string path)
    {
        const string prefix = "/ws/session/";
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var id = path[prefix.Length..];
        id = id.EndsWith('/') ? id[..^1] : id;
        return id.Length is > 0 and <= 63 && !id.Contains('/', StringComparison.Ordinal) ? id : null;
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static string VersionOfThis() => typeof(AgentServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
        ?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
