using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using Microsoft.Extensions.Logging;

namespace GamSessions.AgentLink;

/// <summary>
/// One session's link: a loop that dials, reads until the connection is gone, and dials again (after 50 ms at first, then ever later,
/// up to a second). It ends when the agent says that the session is over, or at disposal. It decides nothing.
/// </summary>
internal sealed partial class AgentLink : IAgentLink
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private readonly string _sessionId;
    private readonly AgentDialler _dialler;
    private readonly JournalTail _tail;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource<EndReason?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;
    private readonly Func<string?>? _whyReplaced;
    private volatile AgentConnection? _connection;
    private NoteRequest? _due;

    /// <param name="sessionId">The session.</param>
    /// <param name="dialler">Connects to its agent.</param>
    /// <param name="tail">Reads its journal.</param>
    /// <param name="whyReplaced">Where another journal means that the session has another place, of which its clients are told: why it has, if that is known.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to log.</param>
    public AgentLink(string sessionId, AgentDialler dialler, JournalTail tail, Func<string?>? whyReplaced, TimeProvider time, ILogger logger)
    {
        _whyReplaced = whyReplaced;
        _sessionId = sessionId;
        _dialler = dialler;
        _tail = tail;
        _time = time;
        _logger = logger;
        _loop = Task.Run(LoopAsync);
    }

    /// <inheritdoc/>
    public AgentState? State => _tail.State;

    /// <inheritdoc/>
    public DateTimeOffset? LastActivityAt => _tail.LastActivityAt;

    /// <inheritdoc/>
    public Task<EndReason?> AgentEnded => _ended.Task;

    private AgentConnection Connection => _connection ?? throw new AgentUnreachableException("there is no connection to it at the moment");

    /// <inheritdoc/>
    public Task<StatusData> GetStatusAsync(CancellationToken cancellationToken) => Connection.AskStatusAsync(cancellationToken);

    /// <inheritdoc/>
    public Task EndAsync(EndRequest request, CancellationToken cancellationToken) =>
        Connection.SendAsync(new(ControlNames.End, request), ControlJson.Default.ControlFrameEndRequest, cancellationToken);

    /// <inheritdoc/>
    public Task AnnounceAsync(ClosingRequest request, CancellationToken cancellationToken) =>
        Connection.SendAsync(new(ControlNames.Closing, request), ControlJson.Default.ControlFrameClosingRequest, cancellationToken);

    /// <inheritdoc/>
    public Task UpdateKeysAsync(string jwks, CancellationToken cancellationToken) =>
        Connection.SendAsync(new(ControlNames.Keys, new KeysRequest(jwks)), ControlJson.Default.ControlFrameKeysRequest, cancellationToken);

    /// <inheritdoc/>
    public Task KickAsync(string subject, CancellationToken cancellationToken) =>
        Connection.SendAsync(new(ControlNames.Kick, new KickRequest(subject)), ControlJson.Default.ControlFrameKickRequest, cancellationToken);

    /// <inheritdoc/>
    public Task NoteAsync(NoteRequest note, CancellationToken cancellationToken) =>
        Connection.SendAsync(new(ControlNames.Note, note), ControlJson.Default.ControlFrameNoteRequest, cancellationToken);

    /// <inheritdoc/>
    public void Redial() => _connection?.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _loop;
        _ended.TrySetCanceled();
        _closed.Dispose();
    }

    private async Task LoopAsync()
    {
        var pause = FirstPause;
        try
        {
            while (!_ended.Task.IsCompleted)
            {
                if (await ConnectAndReadAsync(_closed.Token))
                {
                    pause = FirstPause;
                }

                if (!_ended.Task.IsCompleted)
                {
                    await Task.Delay(pause, _time, _closed.Token);
                    pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                }
            }
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    /// <returns>Whether there was a connection at all.</returns>
    private async Task<bool> ConnectAndReadAsync(CancellationToken cancellationToken)
    {
        var connected = false;
        try
        {
            await _tail.RestoreAsync(cancellationToken);
            using var socket = await _dialler.DialAsync(_tail.Epoch, _tail.Last, cancellationToken);
            using var connection = new AgentConnection(socket);
            await ReadAllAsync(socket, connection, () => connected = true, cancellationToken);
            LogClosed(_sessionId, (int?)socket.CloseStatus, socket.CloseStatusDescription);
            await connection.AnswerCloseAsync(_time, cancellationToken);
            if ((int?)socket.CloseStatus == CloseCodes.Ended)
            {
                _ended.TrySetResult(ProtocolNames.FromWireName<EndReason>(socket.CloseStatusDescription));
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (e is AgentUnreachableException or WebSocketException or JsonException or OperationCanceledException)
            {
                LogLost(_sessionId, e.Message);
            }
            else
            {
                LogBroken(e, _sessionId);
            }
        }
        finally
        {
            _connection = null;
            _tail.Disconnected();
        }

        return connected;
    }

    private async Task ReadAllAsync(WebSocket socket, AgentConnection connection, Action connected, CancellationToken cancellationToken)
    {
        var frames = new FrameReader(socket);
        while (await frames.ReadAsync(cancellationToken) is { } bytes)
        {
            var frame = JsonSerializer.Deserialize(bytes.Span, EventJson.Default.EventEnvelope) ?? throw new JsonException("The agent sent null.");
            switch (frame.Event)
            {
                case EventNames.Connected:
                    var data = frame.Data.Deserialize(EventJson.Default.ConnectedData) ?? throw new JsonException("'connected' has no data.");
                    var before = _tail.Epoch;
                    _connection = connection;
                    connected();
                    await _tail.ConnectedAsync(data, cancellationToken);
                    await TellOfReplacementAsync(connection, before is not null && before != data.Epoch, cancellationToken);
                    break;
                case EventNames.Status:
                    connection.Answer(frame.Data.Deserialize(EventJson.Default.StatusData) ?? throw new JsonException("'status' has no data."));
                    break;
                case EventNames.Error:
                    LogRefused(_sessionId, frame.Data.Deserialize(EventJson.Default.ErrorData)?.Message ?? "it gave no reason");
                    break;
                default:
                    await _tail.ReadAsync(frame, bytes, cancellationToken);
                    break;
            }
        }
    }

    // Said again at the next connection if this one breaks first.
    private async Task TellOfReplacementAsync(AgentConnection connection, bool replaced, CancellationToken cancellationToken)
    {
        if (replaced && _whyReplaced is { } why)
        {
            _due = Notes.Of(ExitReason.PodLost, why() ?? "Another pod took the place of this session's while nobody watched; its work folder is new and empty.");
        }

        if (_due is { } note)
        {
            await connection.SendAsync(new(ControlNames.Note, note), ControlJson.Default.ControlFrameNoteRequest, cancellationToken);
            _due = null;
        }
    }

    [LoggerMessage(201, LogLevel.Debug, "The agent of session {SessionId} closed the link ({Code} {Reason}).")]
    private partial void LogClosed(string sessionId, int? code, string? reason);

    [LoggerMessage(202, LogLevel.Debug, "There is no link to the agent of session {SessionId}: {Problem}")]
    private partial void LogLost(string sessionId, string problem);

    [LoggerMessage(203, LogLevel.Error, "The link to the agent of session {SessionId} broke; it is dialled again.")]
    private partial void LogBroken(Exception exception, string sessionId);

    [LoggerMessage(204, LogLevel.Warning, "The agent of session {SessionId} refused a control frame: {Problem}")]
    private partial void LogRefused(string sessionId, string problem);
}
