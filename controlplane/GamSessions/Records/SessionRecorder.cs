using System.Collections.Concurrent;
using GamAgent.Protocol;
using GamSessions.AgentLink;
using GamSessions.Records.Audit;
using GamSessions.Records.Transcripts;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.Extensions.Logging;

namespace GamSessions.Records;

/// <summary>Records what sessions' journals say, by the control link, so that audit and transcript outlive the session.</summary>
internal sealed partial class SessionRecorder(
    ISessionStore sessions, CommandStore commands, TranscriptFolder folder, SteadyClock clock, ILogger<SessionRecorder> logger)
    : IJournalObserver, ISessionEndObserver, IRecordCleaner, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, SessionRecording> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _damaged = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1);

    /// <inheritdoc/>
    public async ValueTask<JournalPosition?> FindPositionAsync(string sessionId, CancellationToken cancellationToken) =>
        (await OpenAsync(sessionId, cancellationToken))?.Position;

    /// <inheritdoc/>
    public async ValueTask OnEventAsync(
        string sessionId, string epoch, EventEnvelope journalEvent, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (await OpenAsync(sessionId, cancellationToken) is { } recording)
        {
            await recording.TakeAsync(epoch, journalEvent, frame, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask OnGapAsync(string sessionId, string epoch, GapData gap, CancellationToken cancellationToken)
    {
        if (await OpenAsync(sessionId, cancellationToken) is { } recording)
        {
            await recording.TakeGapAsync(epoch, gap, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task EndingAsync(string sessionId, EndReason reason, CancellationToken cancellationToken)
    {
        try
        {
            if (await OpenAsync(sessionId, cancellationToken) is { } recording)
            {
                await recording.EndAsync(reason, clock.Now, cancellationToken);
                _open.TryRemove(sessionId, out _);
                await recording.DisposeAsync();
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A session ends whatever becomes of its records.
            LogNotEnded(e, sessionId);
        }
    }

    /// <inheritdoc/>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        foreach (var sessionId in folder.Sessions())
        {
            if (await sessions.FindAsync(sessionId, cancellationToken) is null)
            {
                folder.Delete(sessionId);
            }
        }
    }

    /// <summary>What a command that runs has printed so far, by its session; null when none runs that is known here.</summary>
    public CommandTally? RunningIn(string sessionId) => _open.TryGetValue(sessionId, out var recording) ? recording.Running : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var recording in _open.Values)
        {
            await recording.DisposeAsync();
        }

        _opening.Dispose();
    }

    // Only what is live is recorded: an event that comes after the end opens nothing again.
    private async ValueTask<SessionRecording?> OpenAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (_open.TryGetValue(sessionId, out var open))
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_open.TryGetValue(sessionId, out open) || _damaged.ContainsKey(sessionId) || await sessions.FindAsync(sessionId, cancellationToken) is not { IsLive: true })
            {
                return open;
            }

            return _open[sessionId] = await SessionRecording.OpenAsync(sessionId, commands, folder, logger, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            // Its link goes on all the same; trying again at each event would help nobody.
            _damaged[sessionId] = true;
            LogDamaged(e, sessionId);
            return null;
        }
        finally
        {
            _opening.Release();
        }
    }

    [LoggerMessage(404, LogLevel.Error, "The transcript of session {SessionId} cannot be opened; the session is not recorded by this process.")]
    private partial void LogDamaged(Exception exception, string sessionId);

    [LoggerMessage(403, LogLevel.Error, "The records of session {SessionId} could not be ended; commands may lack their end.")]
    private partial void LogNotEnded(Exception exception, string sessionId);
}
