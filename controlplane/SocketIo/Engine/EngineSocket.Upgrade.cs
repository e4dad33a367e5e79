using System.Net.WebSockets;
using System.Text;

namespace SocketIo.Engine;

/// <content>From polling to a websocket: the client probes it, stops polling, and changes over.</content>
public sealed partial class EngineSocket
{
    private static readonly TimeSpan NoopInterval = TimeSpan.FromMilliseconds(100);

    private ITimer? _noopTimer;
    private bool _upgrading;

    /// <summary>Tries the websocket, and carries the connection on it if the client goes on there.</summary>
    internal async Task UpgradeAsync(WebSocket socket)
    {
        if (!TryBeginProbe())
        {
            await TurnAwayAsync(socket);
            return;
        }

        var upgraded = false;
        using (var limit = new CancellationTokenSource(_options.UpgradeTimeout, _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Over))
        {
            try
            {
                upgraded = await ProbeAsync(socket, either.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                // The client goes on polling, or the connection is over.
                LogUpgradeFailed(e.Message);
            }
            finally
            {
                EndProbe(upgraded);
            }
        }

        await (upgraded ? RunAsync(socket) : TurnAwayAsync(socket));
    }

    private bool TryBeginProbe()
    {
        lock (_gate)
        {
            var free = _state is not EngineState.Closed && !_onWebSocket && !_upgrading;
            _upgrading |= free;
            return free;
        }
    }

    private async Task<bool> ProbeAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[64];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (part.MessageType is not WebSocketMessageType.Text || !part.EndOfMessage)
            {
                return false;
            }

            switch (Encoding.UTF8.GetString(buffer.AsSpan(0, part.Count)))
            {
                case "2probe":
                    await socket.SendAsync("3probe"u8.ToArray().AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                    ReleasePoll();
                    break;
                case "5":
                    return true;
                default:
                    return false;
            }
        }
    }

    // A poll that waits keeps the client from changing over: it gets an empty answer. One that comes later is held a little, since the
    // client may just be about to change.
    private void ReleasePoll()
    {
        lock (_gate)
        {
            if (_state is EngineState.Closed)
            {
                return;
            }

            Answer(EnginePayload.Write([EnginePacket.Noop]));
            _noopTimer ??= _time.CreateTimer(static socket => ((EngineSocket)socket!).ReleasePoll(), this, NoopInterval, NoopInterval);
        }
    }

    private void EndProbe(bool upgraded)
    {
        lock (_gate)
        {
            _noopTimer?.Dispose();
            _noopTimer = null;
            _upgrading = false;
            if (upgraded)
            {
                // A poll now is one that the client should not have sent.
                Answer(null);
                _onWebSocket = true;
                _wake.Writer.TryWrite(true);
            }
        }
    }

    private async Task TurnAwayAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(CloseGrace, _time);
        try
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            socket.Abort();
        }
    }

    [Microsoft.Extensions.Logging.LoggerMessage(3, Microsoft.Extensions.Logging.LogLevel.Debug, "An upgrade was not completed: {Problem}")]
    private partial void LogUpgradeFailed(string problem);
}
