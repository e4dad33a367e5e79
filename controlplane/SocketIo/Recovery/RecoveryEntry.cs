using System.Globalization;
using SocketIo.Engine;

namespace SocketIo.Recovery;

/// <summary>What is remembered of one socket, under the private id that only its client knows.</summary>
internal sealed class RecoveryEntry(string privateId, ServerSocket socket, RecoveryOptions options)
{
    private readonly Lock _gate = new();
    private readonly Queue<(string Offset, IReadOnlyList<EngineMessage> Messages, long Bytes)> _events = new();
    private long _bytes;
    private long _number;
    private string _forgotten = "";

    public string PrivateId => privateId;

    /// <summary>The socket, lost or not.</summary>
    public ServerSocket Socket { get; set; } = socket;

    /// <summary>When it was lost; null while it is connected.</summary>
    public long? LostAt { get; set; }

    /// <summary>Keeps an event and sends it; the oldest go when there are too many.</summary>
    public ValueTask<bool> EmitAsync(Func<string, IReadOnlyList<EngineMessage>> encode)
    {
        lock (_gate)
        {
            var offset = (++_number).ToString(CultureInfo.InvariantCulture);
            var messages = encode(offset);
            Keep(offset, messages);
            return Socket.SendAsync(messages, CancellationToken.None);
        }
    }

    /// <summary>Sends what came after an offset; whatever is emitted from then on comes after it.</summary>
    /// <param name="offset">The last one that the client saw.</param>
    /// <param name="connected">Makes the socket one that is connected.</param>
    /// <param name="send">Puts messages into the connection's buffer.</param>
    /// <param name="sent">Completes when there was room for them.</param>
    /// <returns>False when something is missing, or the socket is over.</returns>
    public bool TryResume(string? offset, Func<bool> connected, Func<IReadOnlyList<EngineMessage>, ValueTask<bool>> send, out ValueTask<bool> sent)
    {
        lock (_gate)
        {
            sent = new(true);
            if (After(offset) is not { } missed || !connected())
            {
                return false;
            }

            if (missed.Count > 0)
            {
                sent = send([.. missed.SelectMany(messages => messages)]);
            }

            return true;
        }
    }

    private void Keep(string offset, IReadOnlyList<EngineMessage> messages)
    {
        var bytes = messages.Sum(message => (long)message.Data.Length);
        _events.Enqueue((offset, messages, bytes));
        _bytes += bytes;
        while (_events.Count > options.MaxEvents || (_bytes > options.MaxEventBytes && _events.Count > 1))
        {
            var oldest = _events.Dequeue();
            _bytes -= oldest.Bytes;
            _forgotten = oldest.Offset;
        }
    }

    /// <summary>What came after an offset; a client that got no event has none.</summary>
    /// <returns>Null when some of it is no longer known.</returns>
    public IReadOnlyList<IReadOnlyList<EngineMessage>>? After(string? offset)
    {
        lock (_gate)
        {
            if (offset is null ? _forgotten.Length == 0 : offset == _forgotten)
            {
                return [.. _events.Select(e => e.Messages)];
            }

            return offset is not null && _events.Any(e => e.Offset == offset)
                ? [.. _events.SkipWhile(e => e.Offset != offset).Skip(1).Select(e => e.Messages)]
                : null;
        }
    }
}
