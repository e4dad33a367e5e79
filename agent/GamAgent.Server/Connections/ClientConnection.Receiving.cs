using System.Buffers;
using System.Net.WebSockets;
using GamAgent.Protocol;
using GamAgent.Protocol.Frames;

namespace GamAgent.Server.Connections;

/// <content>The one loop that receives, and what a frame does.</content>
internal sealed partial class ClientConnection
{
    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        using var rate = new FrameRate(_agent.Settings.Limits, _agent.Time);
        var limit = _agent.Settings.Limits.MaxFrameBytes;
        var small = new byte[1024];
        try
        {
            while (true)
            {
                var buffer = small;
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length)
                    {
                        buffer = Grow(buffer, Math.Min(buffer.Length * 4, limit + 1));
                    }

                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                    length += part.Count;
                    if (length > limit && Order is null)
                    {
                        Close(new CloseOrder(CloseCodes.TooBig, $"frames may have {limit} bytes"));
                    }

                    if (Order is not null)
                    {
                        // Closing: what still comes is read, so that the close frame can be seen, and dropped.
                        length = 0;
                    }
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (Order is null)
                {
                    Take(buffer.AsMemory(0, length), part.MessageType, rate);
                }

                if (buffer != small)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer is gone, or silent for too long, or the close sequence came to its last step.
        }
    }

    private static byte[] Grow(byte[] buffer, int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        buffer.CopyTo(larger, 0);
        if (buffer.Length > 1024)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return larger;
    }

    private void Take(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, FrameRate rate)
    {
        if (!rate.Admit())
        {
            Refuse(new ErrorData
            {
                Code = ErrorCode.RateLimited,
                Message = $"more than {_agent.Settings.Limits.FramesPerSecond} frames a second; this one was not executed",
                Hint = "send fewer, larger frames, or wait",
            });
            if (rate.Refuse())
            {
                Close(new CloseOrder(CloseCodes.TooMany, "too many frames"));
            }

            return;
        }

        var read = type == WebSocketMessageType.Binary
            ? FrameResult.Bad("binary frames are not read here", "send text frames; bytes for standard input go as stdin with base64")
            : ClientFrameParser.Parse(bytes);
        var error = read.Error;
        if (read.Frame is { } frame)
        {
            error = MaySend(frame) ? Do(frame) : new ErrorData
            {
                Code = ErrorCode.Forbidden,
                Message = $"the role {Role.ToWireName()} may not send this",
                Hint = "ask for a token with another role",
            };
        }

        if (error is not null)
        {
            Refuse(error);
        }
    }

    private bool MaySend(ClientFrame frame) => frame switch
    {
        PingFrame => true,
        EndFrame or KickFrame or KeysFrame or StatusFrame or ClosingFrame or NoteFrame => Role == SessionRole.Control,
        _ => Role != SessionRole.Viewer,
    };

    private ErrorData? Do(ClientFrame frame)
    {
        switch (frame)
        {
            case PingFrame ping:
                Say(EventEncoder.EncodePong(ping.Data));
                return null;
            case InputFrame input:
                return _agent.Desk.Input(this, input.Text);
            case ExecFrame exec:
                return _agent.Desk.Exec(this, exec);
            case StdinFrame stdin:
                return _agent.Desk.Stdin(this, stdin);
            case SignalFrame signal:
                return _agent.Desk.Signal(signal.Name);
            case CancelFrame cancel:
                return _agent.Desk.Cancel(cancel.Id);
            case StatusFrame:
                SayStatus();
                return null;
            case EndFrame end:
                // One that comes too early, for a session that is not idle, does nothing; a status sent after it tells which.
                _agent.Desk.End(end);
                return null;
            case KickFrame kick:
                _agent.Tokens.Kick(kick.Subject);
                _agent.Hub.Kick(kick.Subject);
                return null;
            case KeysFrame keys:
                return _agent.Tokens.Replace(keys.Jwks) ? null : FrameResult.Bad("field 'data.jwks' holds no ES256 key with a kid").Error;
            case ClosingFrame closing:
                if (_agent.Hub.Announce(closing.Closing) && closing.Closing is null)
                {
                    _agent.Desk.WithdrawClosing();
                }

                return null;
            case NoteFrame note:
                _agent.Desk.Note(note.Note);
                return null;
            default:
                throw new InvalidOperationException($"no way to do {frame.GetType().Name}");
        }
    }

    private void SayStatus() =>
        Say(EventEncoder.Encode(EventNames.Status, _agent.Desk.Status(_agent.Hub.Count), EventJson.Default.StatusData));
}
