using System.Text.Json.Nodes;
using GamSessions.Access;
using GamSessions.Options;
using Microsoft.Extensions.Logging;
using SocketIo;

namespace GamSessions.SocketIo.Terminal;

/// <summary>
/// The namespace <c>/terminal</c>: a client joins a session, types into it and reads from it as from a terminal, and leaves it. One
/// session at a time.
/// </summary>
internal sealed partial class TerminalNamespace(
    AgentAdmission admission, ISessionTokenVerifier verifier, LimitOptions limits, TimeProvider time, ILogger<TerminalNamespace> logger)
{
    /// <summary>Its name.</summary>
    public const string Name = "/terminal";

    /// <summary>Lets in whoever could join something: with a good token, or from the loopback where none is needed.</summary>
    public async ValueTask<ConnectRefusal?> AdmitAsync(ServerSocket socket, CancellationToken cancellationToken)
    {
        if (SocketAuth.Read(socket.Auth, out var auth) is { } problem)
        {
            return new ConnectRefusal(problem, new { code = 400 });
        }

        var known = auth.Token is { } token
            ? (await verifier.VerifyAsync(token, cancellationToken)).Verdict is not TokenVerdict.Invalid
            : socket.Handshake.Items[BridgeServer.CallerItem] is Caller;
        return known ? null : new ConnectRefusal(
            "A session token is needed, which GET /api/sessions/{id}/websocket gives: as auth.token.", new { code = 401 });
    }

    /// <summary>Serves it until it is over.</summary>
    public async Task ServeAsync(ServerSocket socket)
    {
        TerminalSession? joined = null;
        var columns = 0;
        socket.On("join-session", async e =>
        {
            await LeaveAsync(socket, joined);
            joined = await JoinAsync(socket, e);
            joined?.Resize(columns);
            await e.AckAsync(new { ok = joined is not null });
        });
        socket.On("terminal-input", async e =>
        {
            if (joined is null)
            {
                await socket.EmitAsync("terminal-output", "Join a session first: emit('join-session', {sessionId}).\r\n");
            }
            else if (e.Text(0) is { } typed)
            {
                await joined.TypeAsync(typed);
            }

            await e.AckAsync();
        });
        socket.On("resize", async e =>
        {
            columns = e.Args is [JsonObject size, ..] && size["cols"] is JsonValue cols && cols.TryGetValue(out int width) ? Math.Clamp(width, 1, 1000) : columns;
            joined?.Resize(columns);
            await e.AckAsync();
        });
        socket.On("leave-session", async e =>
        {
            await LeaveAsync(socket, joined);
            joined = null;
            await e.AckAsync();
        });
        await socket.Ended;
        if (joined is not null)
        {
            await joined.DisposeAsync();
        }
    }

    private static async Task LeaveAsync(ServerSocket socket, TerminalSession? joined)
    {
        if (joined is not null)
        {
            var wasOpen = !joined.IsOver;
            await joined.DisposeAsync();
            if (wasOpen)
            {
                await socket.EmitAsync("session-left", new { sessionId = joined.SessionId, message = "Left the session; what runs in it goes on." });
            }
        }
    }

    private async Task<TerminalSession?> JoinAsync(ServerSocket socket, SocketEvent e)
    {
        var wanted = e.Args is [JsonObject given, ..] ? (JsonObject)given.DeepClone() : new JsonObject { ["sessionId"] = e.Text(0) };
        var id = wanted["sessionId"] is JsonValue value && value.TryGetValue(out string? text) ? text : "";
        wanted["token"] ??= socket.Auth["token"]?.DeepClone();
        if (SocketAuth.Read(wanted, out var auth) is { } problem)
        {
            await CloseAsync(socket, id, "refused", problem.Replace("'auth.", "'", StringComparison.Ordinal), 400);
            return null;
        }

        var from = auth is { Epoch: { } epoch, After: { } after } ? new JournalOffset(epoch, after) : default(JournalOffset?);
        var caller = socket.Handshake.Items[BridgeServer.CallerItem] as Caller;
        var entered = await admission.EnterAsync(id, auth.Token, caller, from, auth.After, socket.Over);
        if (entered.Seat is not { } seat)
        {
            await CloseAsync(socket, id, "refused", entered.Message, entered.Code);
            return null;
        }

        await socket.EmitAsync("session-joined", new { sessionId = id, message = "Joined. Type a command line, such as: gam info domain" });
        var session = new TerminalSession(socket, seat, admission, limits, time, logger);
        session.Start();
        return session;
    }

    private static async Task CloseAsync(ServerSocket socket, string sessionId, string reason, string message, int code) =>
        await socket.EmitAsync("session-closed", new { sessionId, reason, message, code });
}
