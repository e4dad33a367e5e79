using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using SocketIo.Packets;

namespace SocketIo;

/// <content>Events that come, and acknowledgements of those that went.</content>
public sealed partial class ServerSocket
{
    private readonly Channel<SocketEvent> _queue;
    private readonly Dictionary<long, TaskCompletionSource<IReadOnlyList<JsonNode?>>> _acks = [];
    private long _nextAck;

    /// <summary>Emits an event and waits for its acknowledgement.</summary>
    /// <param name="eventName">The event.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="args">Its arguments.</param>
    /// <returns>What the client acknowledged with.</returns>
    /// <exception cref="TimeoutException">None came in time; the client may have handled the event all the same.</exception>
    /// <exception cref="InvalidOperationException">The socket is over, or waits for too many already.</exception>
    public async Task<IReadOnlyList<JsonNode?>> EmitWithAckAsync(string eventName, TimeSpan timeout, params IReadOnlyList<object?> args)
    {
        var answer = new TaskCompletionSource<IReadOnlyList<JsonNode?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        long id;
        lock (_acks)
        {
            if (_acks.Count >= _client.Server.Options.MaxPendingAcks)
            {
                throw new InvalidOperationException("The socket waits for too many acknowledgements already.");
            }

            id = _nextAck++;
            _acks[id] = answer;
        }

        try
        {
            if (!await SendAsync(PacketEncoder.EncodeEvent(Namespace, id, eventName, args), Over))
            {
                throw new InvalidOperationException("The socket is over.");
            }

            return await answer.Task.WaitAsync(timeout, _client.Server.Time);
        }
        catch (OperationCanceledException e) when (Over.IsCancellationRequested)
        {
            throw new InvalidOperationException("The socket is over.", e);
        }
        finally
        {
            lock (_acks)
            {
                _acks.Remove(id);
            }
        }
    }

    internal async ValueTask TakeAsync(SocketPacket packet)
    {
        var data = (JsonArray)packet.Data!;
        if (packet.Type is SocketPacketType.Ack)
        {
            TaskCompletionSource<IReadOnlyList<JsonNode?>>? waiting;
            lock (_acks)
            {
                _acks.TryGetValue(packet.Id!.Value, out waiting);
            }

            waiting?.TrySetResult([.. data]);
            return;
        }

        var name = data[0]!.GetValueKind() is JsonValueKind.String ? data[0]!.GetValue<string>() : data[0]!.ToJsonString();
        try
        {
            await _queue.Writer.WriteAsync(new SocketEvent(this, name, [.. data.Skip(1)], packet.Id), Over);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // It is over: nobody is there to handle it.
        }
    }

    /// <summary>Handles events until the socket is over.</summary>
    internal async Task HandleEventsAsync()
    {
        await foreach (var e in _queue.Reader.ReadAllAsync())
        {
            var handler = _handlers.GetValueOrDefault(e.Name) ?? OnAny;
            if (handler is null)
            {
                continue;
            }

            try
            {
                await handler(e);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !Over.IsCancellationRequested)
            {
                _client.Server.LogHandlerFailed(exception, Namespace);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void FailAcks()
    {
        lock (_acks)
        {
            foreach (var waiting in _acks.Values)
            {
                waiting.TrySetException(new InvalidOperationException("The socket is over."));
            }
        }
    }
}
