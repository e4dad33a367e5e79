using System.ComponentModel;
using GamAgent.Protocol;
using GamSessions.Sessions;
using Microsoft.Extensions.Logging;

namespace GamSessions.Provisioning.Local;

/// <summary>How to start one of a session's two programs.</summary>
internal sealed record ProgramStart(string Program, string Verb, Dictionary<string, string> Environment, string WorkingFolder);

/// <summary>Keeps one of a session's two programs running until it is stopped, by <see cref="CrashPolicy"/>.</summary>
internal sealed partial class SupervisedProgram(
    string sessionId, ProgramStart start, Func<Action<string>, IProgramWatch> watch, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<ProvisioningException> _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CrashPolicy _policy = new();
    private readonly string _name = Path.GetFileName(start.Program);
    private volatile ChildProcess? _child;
    private volatile string? _lastWords;
    private Task _loop = Task.CompletedTask;

    /// <summary>Completes when it is started no more since it keeps ending.</summary>
    public Task<ProvisioningException> GivenUp => _givenUp.Task;

    /// <summary>Its process id, or null while none runs.</summary>
    public int? Pid => _child is { Exited.IsCompleted: false } child ? child.Pid : null;

    /// <summary>Starts it for the first time.</summary>
    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>Ends it for good; returns when it has ended.</summary>
    public async Task StopAsync(TimeSpan wait)
    {
        await _stopping.CancelAsync();
        if (_child is { } child)
        {
            await child.StopAsync(wait);
        }

        await _loop;

        // The loop may have started another one just before it saw the order.
        if (_child is { Exited.IsCompleted: false } late)
        {
            await late.StopAsync(wait);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private async Task LoopAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var exitCode = await RunOnceAsync();
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            LogEnded(exitCode == 0 ? LogLevel.Debug : LogLevel.Warning, _name, sessionId, exitCode, _lastWords);
            if (_policy.AfterEnd(time.GetElapsedTime(began), exitCode) is not { } pause)
            {
                _givenUp.TrySetResult(new ProvisioningException(
                    EndReason.CrashLoop, $"{_name} ended {CrashPolicy.MostCrashes + 1} times in a row (code {exitCode}): {_lastWords ?? "it said nothing"}"));
                return;
            }

            await Task.Delay(pause, time, _stopping.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<int> RunOnceAsync()
    {
        try
        {
            var watching = watch(Say);
            using var child = ChildProcess.Start(
                start.Program, [start.Verb], start.Environment, start.WorkingFolder, time, watching.Line, Say);
            _child = child;
            var exitCode = await watching.WatchAsync(child, _stopping.Token);
            watching.Ended();
            return exitCode;
        }
        catch (Win32Exception e)
        {
            Say(e.Message);
            return -1;
        }
    }

    private void Say(string line)
    {
        if (line.Length > 0)
        {
            _lastWords = line;
            LogLine(_name, sessionId, line);
        }
    }

    // With 0 it was told to by its session's end, whose removal follows at once.
    [LoggerMessage(EventId = 401, Message = "{Program} of session {SessionId} ended by itself with code {ExitCode}; its last words: {LastWords}")]
    private partial void LogEnded(LogLevel level, string program, string sessionId, int exitCode, string? lastWords);

    [LoggerMessage(402, LogLevel.Debug, "{Program} of {SessionId}: {Line}")]
    private partial void LogLine(string program, string sessionId, string line);
}
