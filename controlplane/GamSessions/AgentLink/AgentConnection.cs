using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GamAgent.Protocol;

namespace GamSessions.AgentLink;

/// <summary>
/// The sending half of one connection to an agent, and the questions that wait for an answer on it. Frames go out one at a time; a
/// send that is cancelled breaks the connection, since half a frame can't be taken back.
/// </summary>
internal sealed class AgentConnection(WebSocket socket) : IDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);
    private static readonly byte[] StatusFrame = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["event"] = ControlNames.Status });
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Queue<TaskCompletionSource<StatusData>> _asked = new();
    private readonly Lock _lock = new();
    private bool _gone;

    /// <summary>Sends a control frame.</summary>
    public Task SendAsync<T>(ControlFrame<T> frame, JsonTypeInfo<ControlFrame<T>> type, CancellationToken cancellationToken) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame, type), null, cancellationToken);

    /// <summary>Asks for the status; answers come in the order of the questions.</summary>
    public async Task<StatusData> AskStatusAsync(CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<StatusData>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(StatusFrame, answer, cancellationToken);
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>An answer came.</summary>
    public void Answer(StatusData status)
    {
        lock (_lock)
        {
            if (_asked.TryDequeue(out var first))
            {
                first.TrySetResult(status);
            }
        }
    }

    /// <summary>The agent sent its close; it gets ours, so that it need not wait for it.</summary>
    public async Task AnswerCloseAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CloseLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _sending.WaitAsync(either.Token);
            try
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, either.Token);
            }
            finally
            {
                _sending.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException && !cancellationToken.IsCancellationRequested)
        {
            // It is gone already, which is as good as a close.
            socket.Abort();
        }
    }

    /// <summary>Breaks the connection.</summary>
    public void Abort() => socket.Abort();

    /// <summary>The connection is gone: whoever waits for an answer is told. It leaves the socket to its owner.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _gone = true;
            while (_asked.TryDequeue(out var waiting))
            {
                waiting.TrySetException(new AgentUnreachableException("the connection to it was lost"));
            }
        }
    }

    private async Task SendAsync(byte[] frame, TaskCompletionSource<StatusData>? answer, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            lock (_lock)
            {
                if (_gone)
                {
                    throw new AgentUnreachableException("the connection to it was lost");
                }

                if (answer is not null)
                {
                    _asked.Enqueue(answer);
                }
            }

            await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new AgentUnreachableException("the connection to it was lost", e);
        }
        finally
        {
            _sending.Release();
        }
    }
}
