using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Options;
using GamSessions.Provisioning;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.OneShot;

/// <summary>
/// Runs one command in a session over a websocket of its own, as an operator with the caller's subject, and closes it afterwards. A
/// connection that is lost while the command runs is made again, for up to <see cref="LostLimit"/>, and read on where it was. When the
/// caller goes away the command is cancelled: nobody else waits for it.
/// </summary>
internal sealed partial class OneShotCommands(
    ISessionProvisioner engine, ISessionTokenIssuer issuer, IOptions<GamSessionsOptions> options, TimeProvider time, ILogger<OneShotCommands> logger)
{
    /// <summary>How long an agent may be out of reach before the command is given up.</summary>
    public static readonly TimeSpan LostLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(5);

    /// <summary>Runs it; a cancellation ends it and is thrown.</summary>
    public async Task<OneShotResult> RunAsync(OneShotCommand command, CancellationToken cancellationToken)
    {
        var limits = options.Value.Limits;
        var dialler = new AgentDialler(command.SessionId, engine, issuer, limits, time);
        var run = new OneShotRun(command, limits.OneShotOutputBytes.Bytes);
        var lost = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            string problem;
            try
            {
                using var socket = await dialler.DialAsync(command.Subject, SessionRole.Operator, run.Position?.Epoch, run.Position?.After, cancellationToken);
                if (await FollowAsync(run, socket, cancellationToken) is { } result)
                {
                    return result;
                }

                (lost, pause, problem) = (time.GetTimestamp(), FirstPause, "The connection to the session was lost.");
            }
            catch (AgentUnreachableException e)
            {
                problem = $"The session cannot be reached: {e.Message}.";
            }

            if (time.GetElapsedTime(lost) > LostLimit)
            {
                return new OneShotResult { Problem = problem };
            }

            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<OneShotResult?> FollowAsync(OneShotRun run, ClientWebSocket socket, CancellationToken cancellationToken)
    {
        // A cancelled receive breaks the socket, and the cancel has to go out on it first.
        using var reading = new CancellationTokenSource();
        var following = run.FollowAsync(socket, reading.Token);
        try
        {
            var result = await following.WaitAsync(cancellationToken);
            if (result is null)
            {
                return run.WhenLost(socket);
            }

            await CloseAsync(socket, cancellationToken);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await CancelAsync(run, socket);
            throw;
        }
        catch (Exception e) when (e is WebSocketException or JsonException or ObjectDisposedException)
        {
            LogLost(e.Message);
            return run.WhenLost(socket);
        }
        finally
        {
            await reading.CancelAsync();
            socket.Abort();
            await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task CancelAsync(OneShotRun run, ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(CancelLimit, time);
        try
        {
            await run.CancelAsync(socket, limit.Token);
            await CloseAsync(socket, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            LogLost(e.Message);
        }
    }

    private async Task CloseAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CancelLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, either.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone already, which is as good.
            LogLost(e.Message);
        }
    }

    [LoggerMessage(411, LogLevel.Debug, "The connection of a one-shot command was lost: {Problem}")]
    private partial void LogLost(string problem);
}
