using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace SocketIo.Engine;

/// <summary>
/// One connection, whatever transport carries it at the moment. Messages come one after the other: the next is not read before the
/// handler of the one before has returned. It owns its transport, not what is made of the messages.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A source without a timer has nothing to dispose of, and others may still hold its token.")]
public sealed partial class EngineSocket
{
    /// <summary>How long a closed connection is still known.</summary>
    internal static readonly TimeSpan Afterlife = TimeSpan.FromSeconds(1);

    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<EngineSocket> _gone;
    private readonly Lock _gate = new();
    private readonly Queue<EnginePacket> _buffer = new();
    private readonly TaskCompletionSource<EngineCloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private EngineState _state = EngineState.Open;
    private long _bufferedBytes;

    internal EngineSocket(EngineHandshake handshake, EngineOptions options, TimeProvider time, ILogger logger, Action<EngineSocket> gone)
    {
        Handshake = handshake;
        _options = options;
        _time = time;
        _logger = logger;
        _gone = gone;
        _origin = time.GetTimestamp();
        Over = _over.Token;
        Id = NewId();
    }

    private enum EngineState
    {
        Open,
        Closing,
        Closed,
    }

    /// <summary>Its id. Whoever knows it can send and poll as this client: it is a secret between the two.</summary>
    public string Id { get; }

    /// <summary>The request that it began with.</summary>
    public EngineHandshake Handshake { get; }

    /// <summary>Whether messages can be sent.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _state is EngineState.Open;
            }
        }
    }

    /// <summary><c>polling</c> or <c>websocket</c>, as it is now.</summary>
    public string Transport
    {
        get
        {
            lock (_gate)
            {
                return _onWebSocket ? "websocket" : "polling";
            }
        }
    }

    /// <summary>Completes, with the reason, when the connection is over.</summary>
    public Task<EngineCloseReason> Closed => _closed.Task;

    /// <summary>Cancelled when the connection is over.</summary>
    public CancellationToken Over { get; }

    /// <summary>What takes the messages, one at a time; set it while the connection is announced. An exception from it closes the connection.</summary>
    public Func<EngineMessage, ValueTask>? OnMessage { get; set; }

    /// <summary>
    /// Closes the connection after what is buffered was sent. Completes at once; <see cref="Closed"/> tells when it is over.
    /// </summary>
    public void Close() => Close(EngineCloseReason.ForcedClose);

    /// <summary>An id that can't be guessed.</summary>
    internal static string NewId() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(15)).Replace('+', '-').Replace('/', '_');

    /// <summary>The first packet, on the first transport.</summary>
    internal void Begin(EnginePacket open, bool onWebSocket)
    {
        lock (_gate)
        {
            _onWebSocket = onWebSocket;
            Put(open);
        }
    }

    internal void Close(EngineCloseReason reason)
    {
        lock (_gate)
        {
            if (_state is not EngineState.Open)
            {
                return;
            }

            _state = EngineState.Closing;
            _closingReason = reason;
            if (_onWebSocket)
            {
                _wake.Writer.TryWrite(true);
                return;
            }

            if (_poll is null)
            {
                // The next poll fetches the rest; or none comes.
                _closeDeadline = Now + _options.CloseTimeout;
                Arm();
                return;
            }

            Answer(TakePayload());
        }

        EndNow(reason);
    }

    /// <summary>The end, now: nothing more is sent but what a poll already has.</summary>
    internal void EndNow(EngineCloseReason reason, bool byClient = false)
    {
        List<Waiter> waiters;
        lock (_gate)
        {
            if (_state is EngineState.Closed)
            {
                return;
            }

            _state = EngineState.Closed;
            _closedByClient = byClient && _poll is null;
            _timer?.Dispose();
            _noopTimer?.Dispose();
            waiters = [.. _waiters];
            _waiters.Clear();
            _buffer.Clear();
            _bufferedBytes = 0;
            if (_poll is not null)
            {
                Answer(EnginePayload.Write([byClient ? EnginePacket.Noop : EnginePacket.Close]));
            }

            _wake.Writer.TryWrite(true);
        }

        foreach (var waiter in waiters)
        {
            waiter.Done.TrySetResult(false);
        }

        LogClosed(reason);
        _gone(this);
        _closed.TrySetResult(reason);
        _over.Cancel();
    }

    internal async ValueTask TakeAsync(EnginePacket packet)
    {
        lock (_gate)
        {
            if (_state is not EngineState.Open)
            {
                return;
            }

            HeardOf(packet.Type is EnginePacketType.Pong);
        }

        switch (packet.Type)
        {
            case EnginePacketType.Message:
                await DeliverAsync(packet.Message);
                break;
            case EnginePacketType.Close:
                EndNow(EngineCloseReason.TransportClose, byClient: true);
                break;
            case EnginePacketType.Ping or EnginePacketType.Open:
                // In this version the server pings, and a client opens nothing.
                EndNow(EngineCloseReason.TransportError);
                break;
            default:
                break;
        }
    }

    private async ValueTask DeliverAsync(EngineMessage message)
    {
        try
        {
            if (OnMessage is { } handler)
            {
                await handler(message);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !Over.IsCancellationRequested)
        {
            LogHandlerFailed(e);
            EndNow(EngineCloseReason.TransportError);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "A connection ended: {Reason}.")]
    private partial void LogClosed(EngineCloseReason reason);

    [LoggerMessage(2, LogLevel.Error, "The handler of a message failed; its connection is closed.")]
    private partial void LogHandlerFailed(Exception exception);
}
