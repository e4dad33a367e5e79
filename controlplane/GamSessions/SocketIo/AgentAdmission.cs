using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Routing;
using GamSessions.Sessions;
using GamSessions.Store;

namespace GamSessions.SocketIo;

/// <summary>
/// Lets clients of Socket.IO into sessions, by the rules of the websocket: the same checks, the same refusals. The agent has the last
/// word, since it gets the client's own token.
/// </summary>
internal sealed class AgentAdmission(
    ISessionStore store,
    ISessionProvisioner engine,
    ISessionTokenVerifier verifier,
    ISessionTokenIssuer issuer,
    ConnectLimiter connects,
    LimitOptions limits,
    TimeProvider time)
{
    private const int Unauthenticated = 401;
    private const int Unavailable = 503;
    private static readonly TimeSpan FirstFrameLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ComeBackLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Lets a client in for the first time.</summary>
    public async Task<Admission> EnterAsync(string sessionId, string? token, Caller? caller, JournalOffset? from, long? after, CancellationToken cancellationToken)
    {
        var check = token is null ? null : await verifier.VerifyAsync(token, cancellationToken);
        caller = token is null ? caller : null;
        if (check is null ? caller is null : check.Verdict is TokenVerdict.Invalid)
        {
            return Admission.Refused(Unauthenticated, "A session token is needed, which GET /api/sessions/{id}/websocket gives: as auth.token.");
        }

        if (!connects.TryAcquire(caller?.Owner ?? check?.Subject ?? string.Empty))
        {
            return Admission.Refused(CloseCodes.TooMany, "Too many connections were opened in a short time; try again.");
        }

        var session = SessionIds.IsWellFormed(sessionId) ? await store.FindAsync(sessionId, cancellationToken) : null;
        if (SessionRouter.OpenRefusal(sessionId, session, check, caller) is var (code, reason))
        {
            return Admission.Refused(code, reason);
        }

        if (session!.Status is SessionStatus.Starting)
        {
            return Admission.Refused(Unavailable, "The session is still starting; try again.");
        }

        var role = check?.Role ?? (caller!.Role is CallerRole.Viewer ? SessionRole.Viewer : SessionRole.Operator);
        var holder = new SeatHolder(sessionId, check?.Subject ?? caller!.Subject, role, check?.IssuedAt ?? time.GetUtcNow());
        token ??= (await issuer.IssueAsync(sessionId, holder.Subject, role, cancellationToken)).Value;
        return await SitDownAsync(holder, token, from?.Epoch, from?.Seq ?? after, cancellationToken);
    }

    /// <summary>
    /// Lets a client in again that was let in before and lost its connection: its token's time doesn't matter, its access does. An agent
    /// that is just being started again is waited for.
    /// </summary>
    public async Task<Admission> ComeBackAsync(SeatHolder holder, JournalOffset from, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var session = await store.FindAsync(holder.SessionId, cancellationToken);
            if (SessionRouter.OpenRefusal(holder.SessionId, session, new TokenCheck(TokenVerdict.Valid, holder.SessionId), null) is var (code, reason))
            {
                return Admission.Refused(code, reason);
            }

            var token = await issuer.IssueAgainAsync(holder.SessionId, holder.Subject, holder.Role, holder.IssuedAt, cancellationToken);
            var admission = await SitDownAsync(holder, token.Value, from.Epoch, from.Seq, cancellationToken);

            // Its own place of before may not be free yet.
            if (!(admission.IsForNow || admission.Code is CloseCodes.TooMany) || time.GetElapsedTime(since) > ComeBackLimit)
            {
                return admission;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<Admission> SitDownAsync(SeatHolder holder, string token, string? epoch, long? after, CancellationToken cancellationToken)
    {
        ClientWebSocket socket;
        try
        {
            socket = await new AgentDialler(holder.SessionId, engine, issuer, limits, time).DialAsync(token, epoch, after, cancellationToken);
        }
        catch (AgentUnreachableException)
        {
            return Admission.Refused(Unavailable, "The session can't be reached at the moment; try again.");
        }

        using var limit = new CancellationTokenSource(FirstFrameLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        AgentSeat? seat = null;
        try
        {
            var frames = new FrameReader(socket);
            if (await frames.ReadAsync(either.Token) is { } bytes)
            {
                var frame = JsonSerializer.Deserialize(bytes.Span, EventJson.Default.EventEnvelope);
                if (frame?.Event == EventNames.Connected && frame.Data.TryGetProperty("epoch", out var journal))
                {
                    seat = new AgentSeat(socket, frames, frame, journal.GetString()!, holder);
                    return new Admission(seat);
                }
            }
            else if (socket.CloseStatus is { } status && (int)status is var code and not CloseCodes.GoingAway)
            {
                var reason = string.IsNullOrEmpty(socket.CloseStatusDescription) ? "the session refused the connection" : socket.CloseStatusDescription;
                return code is CloseCodes.Ended ? Admission.Refused(CloseCodes.EndedEarlier, reason) : Admission.Refused(code, reason);
            }
        }
        catch (Exception e) when (e is WebSocketException or JsonException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Lost before it began.
        }
        finally
        {
            if (seat is null)
            {
                socket.Abort();
                socket.Dispose();
            }
        }

        return Admission.Refused(Unavailable, "The session can't be reached at the moment; try again.");
    }
}
