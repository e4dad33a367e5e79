namespace SocketIo.Engine;

/// <content>The buffer of what goes to the client, and who waits for room in it.</content>
public sealed partial class EngineSocket
{
    private readonly Queue<Waiter> _waiters = new();

    /// <summary>Sends a message: see <see cref="SendAsync(IReadOnlyList{EngineMessage}, CancellationToken)"/>.</summary>
    public ValueTask<bool> SendAsync(EngineMessage message, CancellationToken cancellationToken = default) => SendAsync([message], cancellationToken);

    /// <summary>
    /// Puts messages into the buffer, together and in the order of the calls. While the buffer is full it waits for the client to read:
    /// whoever produces more should await it, so that a slow client slows its producer and fills no memory.
    /// </summary>
    /// <returns>False when the connection is over; whether a message arrived is never known.</returns>
    public ValueTask<bool> SendAsync(IReadOnlyList<EngineMessage> messages, CancellationToken cancellationToken = default)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (_state is not EngineState.Open)
            {
                return new(false);
            }

            if (_waiters.Count == 0 && _bufferedBytes < _options.SendBufferBytes)
            {
                Put(messages);
                Flush();
                return new(true);
            }

            if (_waiters.Count < _options.MaxWaitingSends)
            {
                waiter = new Waiter(messages);
                _waiters.Enqueue(waiter);
                return new(waiter.WaitAsync(cancellationToken));
            }
        }

        EndNow(EngineCloseReason.TransportError);
        return new(false);
    }

    private void Put(IReadOnlyList<EngineMessage> messages)
    {
        foreach (var message in messages)
        {
            Put(new EnginePacket(EnginePacketType.Message, message));
        }
    }

    private void Put(EnginePacket packet)
    {
        _buffer.Enqueue(packet);
        _bufferedBytes += packet.Weight;
    }

    // What was sent makes room for those who wait, in their order.
    private void Sent(long weight)
    {
        _bufferedBytes -= weight;
        while (_bufferedBytes < _options.SendBufferBytes && _waiters.TryDequeue(out var waiter))
        {
            if (waiter.Done.TrySetResult(true))
            {
                Put(waiter.Messages);
            }
        }
    }

    private void Flush()
    {
        if (_onWebSocket)
        {
            _wake.Writer.TryWrite(true);
        }
        else if (_poll is not null && _buffer.Count > 0)
        {
            Answer(TakePayload());
        }
    }

    private sealed class Waiter(IReadOnlyList<EngineMessage> messages)
    {
        public IReadOnlyList<EngineMessage> Messages => messages;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // One that is cancelled stays in the queue and is passed over.
        public async Task<bool> WaitAsync(CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.Register(() => Done.TrySetCanceled(cancellationToken));
            return await Done.Task;
        }
    }
}
