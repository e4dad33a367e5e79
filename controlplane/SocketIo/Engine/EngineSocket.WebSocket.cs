using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace SocketIo.Engine;

/// <content>The websocket transport: one loop always receives, one alone sends.</content>
public sealed partial class EngineSocket
{
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _onWebSocket;

    /// <summary>Carries the connection to its end.</summary>
    internal async Task RunAsync(WebSocket socket)
    {
        using var abort = new CancellationTokenSource();
        var receiving = ReceiveAllAsync(socket, abort.Token);
        var sending = SendAllAsync(socket, abort.Token);
        await Task.WhenAny(receiving, sending, Closed);
        if (receiving.IsCompleted)
        {
            EndNow(EngineCloseReason.TransportClose);
        }

        // The close frames of both sides have a little time; then the connection is cut.
        await Task.WhenAny(Task.WhenAll(receiving, sending), Task.Delay(CloseGrace, _time, abort.Token));
        EndNow(_closingReason);
        await abort.CancelAsync();
        socket.Abort();
        await Task.WhenAll(receiving, sending);
    }

    private async Task ReceiveAllAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            while (await ReceiveAsync(socket, cancellationToken) is { } message)
            {
                EnginePacket packet;
                if (message.IsBinary)
                {
                    packet = new(EnginePacketType.Message, message);
                }
                else if (!EnginePacket.TryRead(message.Data, out packet))
                {
                    EndNow(EngineCloseReason.ParseError);
                    continue;
                }

                await TakeAsync(packet);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            EndNow(EngineCloseReason.TransportClose);
        }
    }

    // Null: the peer sent its close frame.
    private async Task<EngineMessage?> ReceiveAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 4, _options.MaxPayload + 1));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (part.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                length += part.Count;
                if (length > _options.MaxPayload)
                {
                    _closeStatus = WebSocketCloseStatus.MessageTooBig;
                    EndNow(EngineCloseReason.TransportError);
                    length = 0;
                }

                if (part.EndOfMessage)
                {
                    var data = buffer.AsSpan(0, length).ToArray();
                    return part.MessageType is WebSocketMessageType.Binary ? EngineMessage.FromBinary(data) : EngineMessage.FromUtf8(data);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.NormalClosure;

    private async Task SendAllAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var frame = new ArrayBufferWriter<byte>(256);
        try
        {
            while (true)
            {
                EnginePacket? packet;
                EngineState state;
                lock (_gate)
                {
                    packet = _buffer.TryDequeue(out var first) ? first : null;
                    state = _state;
                }

                if (packet is { } next)
                {
                    await SendAsync(socket, next, frame, cancellationToken);
                    lock (_gate)
                    {
                        if (_state is not EngineState.Closed)
                        {
                            Sent(next.Weight);
                        }
                    }
                }
                else if (state is EngineState.Open)
                {
                    await _wake.Reader.ReadAsync(cancellationToken);
                }
                else
                {
                    await socket.CloseOutputAsync(_closeStatus, null, cancellationToken);
                    return;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            EndNow(EngineCloseReason.TransportClose);
        }
    }

    private static ValueTask SendAsync(WebSocket socket, EnginePacket packet, ArrayBufferWriter<byte> frame, CancellationToken cancellationToken)
    {
        if (packet.Message.IsBinary)
        {
            return socket.SendAsync(packet.Message.Data, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }

        frame.ResetWrittenCount();
        frame.Write([(byte)packet.Type]);
        frame.Write(packet.Message.Data.Span);
        return socket.SendAsync(frame.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }
}
