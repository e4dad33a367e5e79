using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Options;
using Microsoft.Extensions.Logging;
using SocketIo;

namespace GamSessions.SocketIo;

/// <summary>
/// The namespace of one session: each client has a websocket of its own to the agent, so that the agent's limits, roles and journal hold
/// for it as for any other. What the agent says is emitted at the client's pace; what the client emits is sent as frames.
/// </summary>
internal sealed partial class SessionBridge(AgentAdmission admission, LimitOptions limits, TimeProvider time, ILogger<SessionBridge> logger)
{
    /// <summary>Lets a client in, or back in.</summary>
    public async ValueTask<ConnectRefusal?> AdmitAsync(ServerSocket socket, CancellationToken cancellationToken)
    {
        if (socket is { Recovered: true, Data: BridgedClient known })
        {
            var place = JournalOffset.Parse(socket.RecoveryOffset) ?? known.Start;
            var back = await admission.ComeBackAsync(known.Holder, place, cancellationToken);
            if (back.IsForNow)
            {
                // It tries again by itself only after a loss.
                socket.Connection.Close();
            }

            return Take(socket, back, known.Start);
        }

        if (SocketAuth.Read(socket.Auth, out var auth) is { } problem)
        {
            return new ConnectRefusal(problem, new { code = 400 });
        }

        var from = JournalOffset.Parse(socket.RecoveryOffset) ?? (auth is { Epoch: { } epoch, After: { } after } ? new JournalOffset(epoch, after) : null);
        var caller = socket.Handshake.Items[BridgeServer.CallerItem] as Caller;
        return Take(socket, await admission.EnterAsync(SessionNamespace.FindId(socket.Namespace)!, auth.Token, caller, from, auth.After, cancellationToken), from ?? AtStart(auth.After));
    }

    /// <summary>Serves it until one of both is gone.</summary>
    public async Task ServeAsync(ServerSocket socket)
    {
        var client = (BridgedClient)socket.Data!;
        using var seat = client.Seat!;
        client.Seat = null;
        socket.OnAny = e => ForwardAsync(socket, seat, e);
        if (!socket.Recovered)
        {
            await socket.EmitAsync(EventNames.Connected, seat.Connected.Data, new { });
        }

        try
        {
            while (await seat.ReadAsync(socket.Over) is { } frame)
            {
                if (!await EmitAsync(socket, frame, seat.Epoch))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or JsonException && !socket.Over.IsCancellationRequested)
        {
            LogLost(client.Holder.SessionId, e.Message);
        }

        await FinishAsync(socket, seat);
    }

    // 'after' without a journal's name means the one that is there.
    private static JournalOffset? AtStart(long? after) => after is { } seq ? new JournalOffset(string.Empty, seq) : null;

    private static ConnectRefusal? Take(ServerSocket socket, Admission admission, JournalOffset? start)
    {
        if (admission.Seat is not { } seat)
        {
            return new ConnectRefusal(admission.Message, new { code = admission.Code });
        }

        // A client that asked for nothing older began where the journal stood.
        var place = start is { Epoch.Length: > 0 } known ? known
            : new JournalOffset(seat.Epoch, start?.Seq ?? seat.Connected.Data.GetProperty("next").GetInt64() - 1);
        socket.Data = new BridgedClient(seat.Holder, place) { Seat = seat };

        // One that goes away before it is served leaves a seat behind.
        socket.Over.Register(seat.Dispose);
        return null;
    }

    private static ValueTask<bool> EmitAsync(ServerSocket socket, ReadOnlyMemory<byte> frame, string epoch)
    {
        var e = JsonElement.Parse(frame.Span);
        var meta = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        JsonElement name = default, data = default;
        foreach (var property in e.EnumerateObject())
        {
            switch (property.Name)
            {
                case "event":
                    name = property.Value;
                    break;
                case "data":
                    data = property.Value;
                    break;
                default:
                    meta[property.Name] = property.Value;
                    break;
            }
        }

        object? first = data.ValueKind is JsonValueKind.Undefined ? null : data;
        return meta.TryGetValue("seq", out var seq)
            ? socket.EmitAsync(name.GetString()!, first, meta, new JournalOffset(epoch, seq.GetInt64()).ToString())
            : socket.EmitAsync(name.GetString()!, first, meta);
    }

    private async Task ForwardAsync(ServerSocket socket, AgentSeat seat, SocketEvent e)
    {
        var error = ClientFrames.Write(e, limits.MaxFrameBytes.Bytes, out var frame);
        if (error is null)
        {
            try
            {
                await seat.SendAsync(frame, socket.Over);
            }
            catch (Exception lost) when (lost is WebSocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Whoever reads from it notices as well, and ends the connection.
                LogLost(seat.Holder.SessionId, lost.Message);
                return;
            }

            await e.AckAsync(new { ok = true });
            return;
        }

        var data = JsonSerializer.SerializeToElement(error, EventJson.Default.ErrorData);
        await socket.EmitAsync(EventNames.Error, data, new { });
        await e.AckAsync(new { ok = false, error = data });
    }

    // A server's disconnect is final for the client; after the loss of its connection it comes back by itself.
    private async Task FinishAsync(ServerSocket socket, AgentSeat seat)
    {
        var (code, reason) = seat.Closed;
        LogClosed(seat.Holder.SessionId, code, reason);
        switch (code)
        {
            case null or CloseCodes.GoingAway or CloseCodes.TooSlow:
                socket.Connection.Close();
                return;
            case CloseCodes.Ended:
                await socket.EmitAsync(EventNames.Closing, new { reason, at = time.GetUtcNow().UtcDateTime }, new { });
                break;
            case CloseCodes.NotAllowed:
                var error = new ErrorData { Code = ErrorCode.Forbidden, Message = reason ?? "access was withdrawn" };
                await socket.EmitAsync(EventNames.Error, JsonSerializer.SerializeToElement(error, EventJson.Default.ErrorData), new { });
                break;
            default:
                break;
        }

        await socket.DisconnectAsync();
    }

    [LoggerMessage(601, LogLevel.Debug, "A client of session {SessionId} lost its place at the agent: {Problem}")]
    private partial void LogLost(string sessionId, string problem);

    [LoggerMessage(602, LogLevel.Debug, "The agent of session {SessionId} closed a client's place with {Code} {Reason}.")]
    private partial void LogClosed(string sessionId, int? code, string? reason);
}
