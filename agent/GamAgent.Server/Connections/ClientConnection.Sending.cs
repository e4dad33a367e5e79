using System.Buffers;
using System.Net.WebSockets;
using GamAgent.Protocol;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Connections;

/// <content>The one loop that sends.</content>
internal sealed partial class ClientConnection
{
    private const int ReadBytes = 64 << 10;

    private async Task SendAsync(long? after, string? epoch, CancellationToken cancellationToken)
    {
        try
        {
            var connected = _agent.Desk.Describe(_agent.Settings.SessionId, _agent.Settings.AgentId, _agent.Version, Role);
            await SendFrameAsync(EventEncoder.Encode(EventNames.Connected, connected, EventJson.Default.ConnectedData), cancellationToken);
            using var cursor = await PlaceAsync(connected, after, epoch, cancellationToken);
            long? drainUntil = null;
            while (true)
            {
                while (TakeReply() is { } reply)
                {
                    await SendFrameAsync(reply, cancellationToken);
                }

                if (Order is { } order)
                {
                    drainUntil ??= _agent.Time.GetTimestamp();
                    if (!order.Drain || !cursor.HasMore || _agent.Time.GetElapsedTime(drainUntil.Value) > DrainLimit)
                    {
                        await SendCloseAsync(order, cancellationToken);
                        return;
                    }
                }

                if (cursor.HasMore)
                {
                    await SendEventsAsync(cursor, cancellationToken);
                }
                else
                {
                    await _doorbell.WaitAsync(cancellationToken);
                }
            }
        }
        catch (StalledException)
        {
            await CloseStalledAsync(cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer is gone, or the close sequence came to its last step.
        }
    }

    // Buffers are rented only while there is something to send: a hundred idle clients hold none.
    private async Task SendEventsAsync(JournalCursor cursor, CancellationToken cancellationToken)
    {
        var read = ArrayPool<byte>.Shared.Rent(ReadBytes);
        var buffer = read;
        var frame = FrameBuffers.Shared.Get();
        try
        {
            while (cursor.HasMore && Order is null or { Drain: true } && !HasReplies)
            {
                switch (cursor.Read(ref buffer, out var filled))
                {
                    case JournalRead.Gap:
                        await SendFrameAsync(
                            EventEncoder.Encode(
                                EventNames.Gap, new GapData(cursor.Gap.From, cursor.Gap.To, GapReason.Quota), EventJson.Default.GapData),
                            cancellationToken);
                        break;
                    case JournalRead.Records:
                        for (var offset = 0; offset < filled;)
                        {
                            frame.ResetWrittenCount();
                            offset += EncodeNext(cursor, buffer.AsSpan(offset), frame);
                            if (frame.WrittenCount > 0)
                            {
                                await SendFrameAsync(frame.WrittenMemory, cancellationToken);
                            }
                        }

                        break;
                    default:
                        return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(read);
            FrameBuffers.Shared.Return(frame);
        }
    }

    private static int EncodeNext(JournalCursor cursor, ReadOnlySpan<byte> records, ArrayBufferWriter<byte> frame)
    {
        var entry = RecordCodec.Read(records);
        if (cursor.Advance(entry))
        {
            EventEncoder.Write(frame, entry);
        }

        return (int)RecordCodec.PeekSize(records);
    }

    private async Task<JournalCursor> PlaceAsync(ConnectedData connected, long? after, string? epoch, CancellationToken cancellationToken)
    {
        if ((epoch is not null && epoch != connected.Epoch) || after >= connected.Next)
        {
            await SendFrameAsync(
                EventEncoder.Encode(EventNames.Gap, new GapData(null, null, GapReason.SessionRestarted), EventJson.Default.GapData),
                cancellationToken);
            return new JournalCursor(_agent.Journal, 1);
        }

        return new JournalCursor(_agent.Journal, after + 1 ?? connected.Next);
    }

    private async ValueTask SendFrameAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var send = _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        if (send.IsCompletedSuccessfully)
        {
            return;
        }

        var pending = send.AsTask();
        try
        {
            await pending.WaitAsync(_agent.Settings.Limits.StallTimeout, _agent.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            _stalled = pending;
            throw new StalledException();
        }
    }

    private async Task SendCloseAsync(CloseOrder order, CancellationToken cancellationToken)
    {
        // Its place is free before it knows: it may come back at once.
        _agent.Hub.Leave(this);
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync((WebSocketCloseStatus)order.Code, order.Reason, cancellationToken);
        }
    }

    // A frame is half sent: the close frame can only follow when the peer takes the rest after all.
    private async Task CloseStalledAsync(CancellationToken cancellationToken)
    {
        Close(new CloseOrder(CloseCodes.TooSlow, "too slow"));
        _agent.Metrics.Stalled();
        try
        {
            await _stalled!.WaitAsync(CloseGrace, _agent.Time, cancellationToken);
            await SendCloseAsync(new CloseOrder(CloseCodes.TooSlow, "too slow"), cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            _socket.Abort();
        }
    }

    private bool HasReplies
    {
        get
        {
            lock (_gate)
            {
                return _replies.Count > 0;
            }
        }
    }

    private byte[]? TakeReply()
    {
        lock (_gate)
        {
            return _replies.TryDequeue(out var reply) ? reply : null;
        }
    }

    private Task? _stalled;

    private sealed class StalledException : Exception;
}
