using Microsoft.AspNetCore.Http;

namespace SocketIo.Engine;

/// <content>The polling transport: one poll at a time fetches what is buffered, one post at a time brings packets.</content>
public sealed partial class EngineSocket
{
    private TaskCompletionSource<byte[]?>? _poll;
    private bool _posting;
    private bool _closedByClient;

    // Browsers send a request again, unseen by the page, whose kept-alive connection broke before the answer began. Clients mark each request
    // (`t`) for caches; the same mark twice in a row is such a repetition.
    private string? _pollMark;
    private string? _postMark;

    /// <summary>A GET.</summary>
    internal async Task PollAsync(HttpContext context)
    {
        CheckHeartbeat();
        TaskCompletionSource<byte[]?>? poll = null;
        byte[]? payload = null;
        EngineCloseReason? end = null;
        var refusal = EngineError.BadRequest;
        lock (_gate)
        {
            if (_state is EngineState.Closed)
            {
                refusal = EngineError.UnknownSid;

                // It crossed the client's own close packet on its way, and is answered as if it had come just before; once.
                payload = _closedByClient ? EnginePayload.Write([EnginePacket.Noop]) : null;
                _closedByClient = false;
            }
            else if (!_onWebSocket)
            {
                if (_poll is not null || !IsNew(context, ref _pollMark))
                {
                    // The answer to the first of two is lost, or would be: the client has to begin anew.
                    end = EngineCloseReason.TransportError;
                }
                else if (_buffer.Count > 0 || _state is EngineState.Closing)
                {
                    payload = TakePayload();
                    end = _state is EngineState.Closing ? _closingReason : null;
                }
                else
                {
                    _poll = poll = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }

        if (end is { } reason)
        {
            EndNow(reason);
        }

        if (poll is not null)
        {
            await using var aborted = context.RequestAborted.Register(() => EndNow(EngineCloseReason.TransportClose));
            payload = await poll.Task;
        }

        await (payload is null ? EngineAnswers.RefuseAsync(context, refusal) : RespondAsync(context, payload));
    }

    /// <summary>A POST.</summary>
    internal async Task PostAsync(HttpContext context)
    {
        CheckHeartbeat();
        if (!TryBeginPost(out var overlap))
        {
            if (overlap)
            {
                EndNow(EngineCloseReason.TransportError);
            }

            await EngineAnswers.RefuseAsync(context, EngineError.BadRequest);
            return;
        }

        EngineError? refusal;
        try
        {
            // One that was taken already is not taken again.
            refusal = IsNew(context, ref _postMark) ? await TakeBodyAsync(context) : null;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            EndNow(EngineCloseReason.TransportClose);
            return;
        }
        finally
        {
            // Before the answer: a client that has it may post at once.
            lock (_gate)
            {
                _posting = false;
            }
        }

        await (refusal is null ? EngineAnswers.OkAsync(context) : EngineAnswers.RefuseAsync(context, refusal));
    }

    private static bool IsNew(HttpContext context, ref string? last)
    {
        var mark = context.Request.Query["t"].ToString();
        var isNew = mark.Length == 0 || mark != last;
        last = mark;
        return isNew;
    }

    private bool TryBeginPost(out bool overlap)
    {
        lock (_gate)
        {
            overlap = _posting;
            if (_state is EngineState.Closed || _onWebSocket || _posting)
            {
                return false;
            }

            return _posting = true;
        }
    }

    /// <summary>Null when it was taken, else why not.</summary>
    private async Task<EngineError?> TakeBodyAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            EndNow(EngineCloseReason.TransportError);
            return EngineError.BadRequest;
        }

        if (await EngineAnswers.ReadBodyAsync(context.Request, _options.MaxPayload) is not { } body)
        {
            return EngineError.TooLarge;
        }

        if (!EnginePayload.TryRead(body, out var packets))
        {
            EndNow(EngineCloseReason.ParseError);
            return EngineError.BadRequest;
        }

        foreach (var packet in packets)
        {
            await TakeAsync(packet);
        }

        return null;
    }

    private async Task RespondAsync(HttpContext context, byte[] payload)
    {
        try
        {
            await EngineAnswers.PayloadAsync(context, payload);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // What was in it is lost, so the connection is too.
            EndNow(EngineCloseReason.TransportClose);
        }
    }

    // All that is buffered, and the close packet where it is time for that.
    private byte[] TakePayload()
    {
        IEnumerable<EnginePacket> packets = _buffer;
        var payload = EnginePayload.Write(_state is EngineState.Closing ? packets.Append(EnginePacket.Close) : packets);
        var weight = _buffer.Sum(packet => (long)packet.Weight);
        _buffer.Clear();
        Sent(weight);
        return payload;
    }

    private void Answer(byte[]? payload)
    {
        _poll?.TrySetResult(payload);
        _poll = null;
    }
}
