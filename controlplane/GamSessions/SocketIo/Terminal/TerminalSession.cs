using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Options;
using Microsoft.Extensions.Logging;
using SocketIo;

namespace GamSessions.SocketIo.Terminal;

/// <summary>One session in one terminal. What the agent says and what is typed take turns; each is shown as a whole.</summary>
internal sealed partial class TerminalSession : IAsyncDisposable
{
    private readonly ServerSocket _socket;
    private readonly AgentAdmission _admission;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Screen _screen = new();
    private readonly LineEditor _editor;
    private AgentSeat _seat;
    private long _last;
    private Task _reading = Task.CompletedTask;

    public TerminalSession(ServerSocket socket, AgentSeat seat, AgentAdmission admission, LimitOptions limits, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _seat = seat;
        _admission = admission;
        _time = time;
        _logger = logger;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(socket.Over);
        _editor = new LineEditor((int)Math.Min(limits.MaxCommandBytes.Bytes, limits.MaxFrameBytes.Bytes / 4));
        _last = seat.Connected.Data.GetProperty("next").GetInt64() - 1;
    }

    /// <summary>The session.</summary>
    public string SessionId => _seat.Holder.SessionId;

    /// <summary>Whether there is nothing to be left any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Begins to read from the session.</summary>
    public void Start() => _reading = Task.Run(ReadAsync);

    /// <summary>The terminal's width changed; 0 when it is not known.</summary>
    public void Resize(int columns) => _editor.Columns = columns;

    /// <summary>Something was typed.</summary>
    public async Task TypeAsync(string typed)
    {
        if (IsOver)
        {
            return;
        }

        await _turn.WaitAsync(_stop.Token);
        try
        {
            await TypeInTurnAsync(typed);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            // The reading side notices too, and takes the place again or tells the end.
            LogLost(SessionId, e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Leaves; what runs goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        IsOver = true;
        await _stop.CancelAsync();
        await _reading;
        _seat.Dispose();
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await InTurnAsync(() => WelcomeAsync(_seat.Connected.Data));
            do
            {
                await ReadSeatAsync();
            }
            while (await SitDownAgainAsync());
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Left.
        }
        catch (Exception e)
        {
            LogFailed(e, SessionId);
            await EndAsync("internal", "Something went wrong on our side.");
        }
    }

    private async Task ReadSeatAsync()
    {
        try
        {
            while (await _seat.ReadAsync(_stop.Token) is { } bytes)
            {
                var frame = JsonSerializer.Deserialize(bytes.Span, EventJson.Default.EventEnvelope) ?? throw new JsonException("The agent sent null.");
                await InTurnAsync(() => TakeAsync(frame));
                _last = frame.Seq ?? _last;
            }
        }
        catch (WebSocketException e)
        {
            LogLost(SessionId, e.Message);
        }
    }

    // The end is told; a place that was lost is taken again, and if that takes too long, the client must try.
    private async Task<bool> SitDownAgainAsync()
    {
        var (code, reason) = _seat.Closed;
        if (code is not (null or CloseCodes.GoingAway or CloseCodes.TooSlow))
        {
            await EndAsync(reason ?? "refused", code is CloseCodes.Ended ? $"The session ended: {reason}." : $"The session closed the connection: {reason}.", code);
            return false;
        }

        var back = await _admission.ComeBackAsync(_seat.Holder, new JournalOffset(_seat.Epoch, _last), _stop.Token);
        if (back.Seat is { } seat)
        {
            _seat.Dispose();
            _seat = seat;
            return true;
        }

        if (back.IsForNow)
        {
            _socket.Connection.Close();
        }
        else
        {
            await EndAsync(back.Message, $"The session closed the connection: {back.Message}.", back.Code);
        }

        return false;
    }

    private async Task EndAsync(string reason, string message, int? code = null)
    {
        IsOver = true;
        await _socket.EmitAsync("session-closed", new { sessionId = SessionId, reason, message, code });
    }

    private async Task InTurnAsync(Func<Task> action)
    {
        await _turn.WaitAsync(_stop.Token);
        try
        {
            await action();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ShowAsync(string text)
    {
        if (text.Length > 0)
        {
            await _socket.EmitAsync("terminal-output", _screen.Show(text));
        }
    }

    private Task SendAsync(string name, object data) =>
        _seat.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["event"] = name, ["data"] = data }), _stop.Token);

    [LoggerMessage(611, LogLevel.Debug, "A terminal of session {SessionId} lost its place at the agent: {Problem}")]
    private partial void LogLost(string sessionId, string problem);

    [LoggerMessage(612, LogLevel.Error, "A terminal of session {SessionId} failed.")]
    private partial void LogFailed(Exception exception, string sessionId);
}
