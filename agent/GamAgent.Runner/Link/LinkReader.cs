using System.Buffers;
using System.Net.Sockets;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Runner.Link;

/// <summary>Reads frames from the socket. Its buffer grows to the largest frame that came, and no further than the protocol's largest.</summary>
internal sealed class LinkReader(Socket socket)
{
    private const int FirstBytes = 16 * 1024;
    private const int LengthBytes = sizeof(uint);

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _end;

    /// <summary>The next frame, good until the next call; null at the end of the connection.</summary>
    /// <exception cref="LinkProtocolException">The bytes are no frames.</exception>
    /// <exception cref="SocketException">The connection broke.</exception>
    internal async ValueTask<LinkFrame?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var buffer = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
            if (LinkFraming.TryRead(ref buffer, out var frame))
            {
                _start = _end - (int)buffer.Length;
                return frame;
            }

            MakeRoom();
            var count = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, cancellation);
            if (count == 0)
            {
                return null;
            }

            _end += count;
        }
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, LinkFraming.MaxFrameBytes + LengthBytes));
        }
    }
}
