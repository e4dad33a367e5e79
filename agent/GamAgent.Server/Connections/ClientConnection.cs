using System.Net.WebSockets;
using GamAgent.Protocol;
using GamAgent.Server.Commands;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Connections;

/// <summary>
/// One client. Two loops: one always receives (or pongs would go unseen), one alone sends, pulling from the journal at this client's pace.
/// Ending is one sequence: whoever wants it leaves a <see cref="CloseOrder"/>; the sender sends the close frame, the receiver waits for the other's,
/// and after a grace the connection is aborted. Owns the websocket; neither the session nor its commands.
/// </summary>
internal sealed partial class ClientConnection : ICommandSender
{
    private const int MostReplies = 1024;
    private static readonly TimeSpan CloseGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(3);

    private readonly AgentServices _agent;
    private readonly WebSocket _socket;
    private readonly Doorbell _doorbell = new();
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _replies = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CloseOrder? _order;

    public ClientConnection(AgentServices agent, WebSocket socket, string subject, SessionRole role)
    {
        _agent = agent;
        _socket = socket;
        Subject = subject;
        Role = role;
    }

    /// <inheritdoc/>
    public string Subject { get; }

    /// <summary>What it may do.</summary>
    public SessionRole Role { get; }

    /// <summary>Completes when nothing of it is left.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Serves the client to its end.</summary>
    public async Task RunAsync(long? after, string? epoch)
    {
        // Cancelling one receive or send aborts the whole socket, so this is only for the last resort.
        using var abort = new CancellationTokenSource();
        try
        {
            _agent.Journal.Subscribe(_doorbell);
            var sending = SendAsync(after, epoch, abort.Token);
            var receiving = ReceiveAsync(abort.Token);
            await Task.WhenAny(sending, receiving);
            if (receiving.IsCompleted)
            {
                // Gone, or its close frame came: the sender answers and stops.
                Close(new CloseOrder((int)WebSocketCloseStatus.NormalClosure, ""));
            }

            await Task.WhenAny(Task.WhenAll(sending, receiving), Task.Delay(CloseGrace, _agent.Time, abort.Token));
            await abort.CancelAsync();
            _socket.Abort();
            await Task.WhenAll(sending, receiving);
        }
        finally
        {
            _agent.Journal.Unsubscribe(_doorbell);
            _socket.Dispose();
            _completion.SetResult();
        }
    }

    /// <summary>Asks for the end of this connection; the first order counts.</summary>
    public void Close(CloseOrder order)
    {
        lock (_gate)
        {
            _order ??= order;
        }

        _doorbell.Ring();
    }

    /// <summary>Sends a frame outside the journal. One that has too many unread is too slow.</summary>
    public void Say(byte[] frame)
    {
        lock (_gate)
        {
            if (_replies.Count >= MostReplies)
            {
                _order ??= new CloseOrder(CloseCodes.TooSlow, "too slow");
            }
            else
            {
                _replies.Enqueue(frame);
            }
        }

        _doorbell.Ring();
    }

    /// <inheritdoc/>
    public void Refuse(ErrorData error) => Say(EventEncoder.Encode(EventNames.Error, error, EventJson.Default.ErrorData));

    private CloseOrder? Order
    {
        get
        {
            lock (_gate)
            {
                return _order;
            }
        }
    }
}
