using System.Net.WebSockets;
using GamAgent.Protocol;
using GamSessions.AgentLink;

namespace GamSessions.SocketIo;

/// <summary>
/// A client's place at a session's agent: the websocket, on which <c>connected</c> has come already, and who sits there. It owns the
/// websocket. One reads, anybody may send.
/// </summary>
internal sealed class AgentSeat(ClientWebSocket socket, FrameReader frames, EventEnvelope connected, string epoch, SeatHolder holder) : IDisposable
{
    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>Who sits here.</summary>
    public SeatHolder Holder => holder;

    /// <summary>The first frame.</summary>
    public EventEnvelope Connected => connected;

    /// <summary>The journal.</summary>
    public string Epoch => epoch;

    /// <summary>Why the agent closed; null while it did not, or for a connection that was lost.</summary>
    public (int? Code, string? Reason) Closed => ((int?)socket.CloseStatus, socket.CloseStatusDescription);

    /// <summary>The next frame, good until the next call; null when the agent closed.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) => frames.ReadAsync(cancellationToken);

    /// <summary>Sends a frame. Cancelled half-way, it breaks the connection.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Gives the place up.</summary>
    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
        _sending.Dispose();
    }
}
