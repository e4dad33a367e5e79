using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Provisioning;
using GamSessions.Sessions;

namespace GamSessions.Routing;

/// <inheritdoc cref="IReadyProbe"/>
internal sealed class ReadyProbe(RealRoute route, ISessionProvisioner engine, ISessionTokenIssuer issuer, TimeProvider time) : IReadyProbe
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task WaitUntilReachableAsync(string sessionId, Action<string> note, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; await TryAsync(sessionId, cancellationToken) is { } problem; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            note(problem);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Null when it worked, else what was wrong.</summary>
    private async Task<string?> TryAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (await engine.FindAgentAsync(sessionId, cancellationToken) is not { } endpoint)
        {
            return "no agent listened";
        }

        var (address, host) = await route.FindAsync(sessionId, cancellationToken);
        using var limit = new CancellationTokenSource(TryLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var socket = new ClientWebSocket();
        try
        {
            await AgentDialling.PrepareAsync(socket, issuer, sessionId, either.Token);
            if (host is not null)
            {
                socket.Options.SetRequestHeader("Host", host);
            }

            await socket.ConnectAsync(address, either.Token);
            var frames = new FrameReader(socket);
            if (await frames.ReadAsync(either.Token) is not { } frame
                || JsonSerializer.Deserialize(frame.Span, EventJson.Default.EventEnvelope) is not { Event: EventNames.Connected } connected)
            {
                return $"{address.Authority} closed the websocket with {(int?)socket.CloseStatus} {socket.CloseStatusDescription}";
            }

            var data = connected.Data.Deserialize(EventJson.Default.ConnectedData);
            if (data is null || data.SessionId != sessionId || (endpoint.AgentId ?? data.AgentId) != data.AgentId)
            {
                return $"{address.Authority} led to another agent";
            }

            return data.State is AgentState.NotReady ? "its runner was not attached" : null;
        }
        catch (Exception e) when (e is WebSocketException or JsonException or HttpRequestException)
        {
            return $"{address.Authority} answered: {e.Message}";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"{address.Authority} did not answer within {TryLimit.TotalSeconds:0} s";
        }
        finally
        {
            socket.Abort();
        }
    }
}
