using System.Buffers;
using System.Net.WebSockets;

namespace GamSessions.AgentLink;

/// <summary>Reads whole text frames from a websocket. A frame over <see cref="MaxFrameBytes"/> is a fault of the peer.</summary>
internal sealed class FrameReader(WebSocket socket)
{
    private const int MaxFrameBytes = 8 << 20;
    private const int PieceBytes = 16 << 10;
    private readonly ArrayBufferWriter<byte> _buffer = new(PieceBytes);

    /// <summary>The next frame, good until the next call; null when the peer closed.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        while (true)
        {
            var result = await socket.ReceiveAsync(_buffer.GetMemory(PieceBytes), cancellationToken);
            if (result.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            _buffer.Advance(result.Count);
            if (_buffer.WrittenCount > MaxFrameBytes)
            {
                throw new WebSocketException(WebSocketError.HeaderError, $"A frame of more than {MaxFrameBytes} bytes.");
            }

            if (result.EndOfMessage)
            {
                return _buffer.WrittenMemory;
            }
        }
    }
}
