using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SocketIo.Engine;

/// <summary>
/// A server of Engine.IO 4: polling, websocket, and the upgrade from one to the other. No maintained server for .NET was found to build
/// on: those packages that there are speak older versions of the protocol, or are clients.
/// </summary>
public sealed class EngineServer
{
    private const string Version = "4";

    private readonly ConcurrentDictionary<string, EngineSocket> _sockets = new(StringComparer.Ordinal);
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile bool _closing;

    /// <summary>Makes one.</summary>
    /// <param name="options">Its settings; not to be changed any more.</param>
    /// <param name="time">The clock; default the system's.</param>
    /// <param name="logger">Where to log; default nowhere. Messages are never logged.</param>
    public EngineServer(EngineOptions? options = null, TimeProvider? time = null, ILogger<EngineServer>? logger = null)
    {
        _options = options ?? new EngineOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger<EngineServer>.Instance;
    }

    /// <summary>Called with every new connection, before its first message; it sets <see cref="EngineSocket.OnMessage"/>. It must not wait.</summary>
    public Action<EngineSocket>? OnConnection { get; set; }

    /// <summary>The connections of this moment.</summary>
    public int ConnectionCount => _sockets.Values.Count(socket => !socket.Closed.IsCompleted);

    /// <summary>Closes all connections and refuses new ones; clients see a transport that closed, and may try again elsewhere.</summary>
    public void Close()
    {
        _closing = true;
        foreach (var socket in _sockets.Values)
        {
            socket.Close(EngineCloseReason.ServerShuttingDown);
        }
    }

    /// <summary>Serves one request, with whatever path it was mapped to. Websockets must be enabled in its pipeline.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (AddCors(context) && HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var transport = context.Request.Query["transport"].ToString();
        var isWebSocket = context.WebSockets.IsWebSocketRequest;
        var sid = context.Request.Query["sid"].ToString();
        if (transport is not ("polling" or "websocket") || !(transport is "polling" ? _options.AllowPolling : _options.AllowWebSocket))
        {
            await EngineAnswers.RefuseAsync(context, EngineError.UnknownTransport);
        }
        else if (sid.Length > 0)
        {
            await ContinueAsync(context, sid, transport);
        }
        else if (!HttpMethods.IsGet(context.Request.Method))
        {
            await EngineAnswers.RefuseAsync(context, EngineError.BadHandshakeMethod);
        }
        else if (isWebSocket != (transport is "websocket"))
        {
            await EngineAnswers.RefuseAsync(context, EngineError.BadRequest);
        }
        else if (context.Request.Query["EIO"].ToString() is not Version)
        {
            await EngineAnswers.RefuseAsync(context, EngineError.UnsupportedVersion);
        }
        else
        {
            await OpenAsync(context, isWebSocket);
        }
    }

    private async Task OpenAsync(HttpContext context, bool isWebSocket)
    {
        if (_closing || _sockets.Count >= _options.MaxConnections || _options.IsFull?.Invoke() == true)
        {
            context.Response.Headers.RetryAfter = "1";
            await EngineAnswers.RefuseAsync(context, EngineError.TooMany);
            return;
        }

        var handshake = new EngineHandshake(context);
        if (_options.AllowRequest is { } allow && await allow(context, handshake) is { } refusal)
        {
            await EngineAnswers.RefuseAsync(context, EngineError.Forbidden(refusal));
            return;
        }

        var socket = new EngineSocket(handshake, _options, _time, _logger, Forget);
        var open = new EnginePacket(EnginePacketType.Open, EngineMessage.FromUtf8(JsonSerializer.SerializeToUtf8Bytes(new
        {
            sid = socket.Id,
            upgrades = !isWebSocket && _options is { AllowUpgrades: true, AllowWebSocket: true } ? (string[])["websocket"] : [],
            pingInterval = (long)_options.PingInterval.TotalMilliseconds,
            pingTimeout = (long)_options.PingTimeout.TotalMilliseconds,
            maxPayload = _options.MaxPayload,
        })));
        if (isWebSocket)
        {
            using var websocket = await AcceptAsync(context);
            Begin(socket, open, onWebSocket: true);
            await socket.RunAsync(websocket);
        }
        else
        {
            Begin(socket, open, onWebSocket: false);
            await socket.PollAsync(context);
        }
    }

    private void Begin(EngineSocket socket, EnginePacket open, bool onWebSocket)
    {
        socket.Begin(open, onWebSocket);
        _sockets[socket.Id] = socket;
        OnConnection?.Invoke(socket);
        socket.StartHeartbeat();
        if (_closing)
        {
            socket.Close(EngineCloseReason.ServerShuttingDown);
        }
    }

    private async Task ContinueAsync(HttpContext context, string sid, string transport)
    {
        var isWebSocket = context.WebSockets.IsWebSocketRequest;
        if (!_sockets.TryGetValue(sid, out var socket))
        {
            await EngineAnswers.RefuseAsync(context, EngineError.UnknownSid);
            return;
        }

        if (context.Request.Query["EIO"].ToString() is not Version || isWebSocket != (transport is "websocket"))
        {
            await EngineAnswers.RefuseAsync(context, EngineError.BadRequest);
        }
        else if (isWebSocket)
        {
            if (!_options.AllowUpgrades)
            {
                await EngineAnswers.RefuseAsync(context, EngineError.BadRequest);
                return;
            }

            using var websocket = await AcceptAsync(context);
            await socket.UpgradeAsync(websocket);
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await socket.PollAsync(context);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            await socket.PostAsync(context);
        }
        else
        {
            await EngineAnswers.RefuseAsync(context, EngineError.BadRequest);
        }
    }

    // The heartbeat of Engine.IO is enough; websocket pings would only add to it.
    private static Task<System.Net.WebSockets.WebSocket> AcceptAsync(HttpContext context) =>
        context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero });

    // A poll that crosses the client's close packet on its way still finds the connection, for a moment.
    private void Forget(EngineSocket socket) =>
        _ = Task.Delay(EngineSocket.Afterlife, _time).ContinueWith(
            (_, s) => _sockets.TryRemove(((EngineSocket)s!).Id, out var _), socket, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private bool AddCors(HttpContext context)
    {
        if (_options.CorsOrigins is not { } allowed || context.Request.Headers.Origin is not [{ Length: > 0 } origin])
        {
            return false;
        }

        var headers = context.Response.Headers;
        headers.Vary = "Origin";
        if (!allowed(origin))
        {
            return false;
        }

        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            headers.AccessControlAllowMethods = "GET, POST";
            if (context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked)
            {
                headers.AccessControlAllowHeaders = asked;
            }

            headers.AccessControlMaxAge = "600";
        }

        return true;
    }
}
