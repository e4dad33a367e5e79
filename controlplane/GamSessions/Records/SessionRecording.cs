using System.Data.Common;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.AgentLink;
using GamSessions.Records.Audit;
using GamSessions.Records.Transcripts;
using GamSessions.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GamSessions.Records;

/// <summary>
/// The recording of one session: each event goes to the transcript first, then what it means to the audit. The transcript is the truth:
/// whenever the audit may lack something (a restart, a store that did not answer), it is fed from the transcript again. A disk that
/// takes nothing costs events of the transcript, which says so by a <c>gap</c>, and never the link.
/// </summary>
internal sealed partial class SessionRecording : IAsyncDisposable
{
    private readonly string _sessionId;
    private readonly CommandStore _store;
    private readonly TranscriptReader _reader;
    private readonly TranscriptWriter _writer;
    private readonly AuditFold _fold;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _one = new(1);
    private bool _behind = true;
    private bool _over;
    private (string Epoch, long From, long To)? _lost;

    private SessionRecording(string sessionId, CommandStore store, TranscriptReader reader, TranscriptWriter writer, ILogger logger)
    {
        (_sessionId, _store, _reader, _writer, _logger) = (sessionId, store, reader, writer, logger);
        _fold = new AuditFold(sessionId, store);
    }

    /// <summary>Where the journal has been recorded to.</summary>
    public JournalPosition? Position => _writer.Epoch is { } epoch ? new JournalPosition(epoch, _writer.Last) : null;

    /// <summary>What runs.</summary>
    public CommandTally? Running => _fold.Running;

    /// <summary>Opens it, where an earlier process left it.</summary>
    public static async Task<SessionRecording> OpenAsync(
        string sessionId, CommandStore store, TranscriptFolder folder, ILogger logger, CancellationToken cancellationToken)
    {
        var writer = await TranscriptWriter.OpenAsync(folder.Of(sessionId), folder.Quota, cancellationToken);
        return new SessionRecording(sessionId, store, new TranscriptReader(folder), writer, logger);
    }

    /// <summary>An event; one that is here already changes nothing.</summary>
    public async Task TakeAsync(string epoch, EventEnvelope e, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_over || (_writer.Epoch == epoch && e.Seq <= _writer.Last))
            {
                return;
            }

            if (_writer.Epoch is { } before && before != epoch)
            {
                await SupplyEndsAsync(ExitReason.PodLost, e.At ?? DateTimeOffset.UnixEpoch, cancellationToken);
                Append(epoch, 0, GapLine.Of(new GapData(null, null, GapReason.SessionRestarted)));
            }

            var written = Append(epoch, e.Seq, frame.Span);
            await AuditAsync(epoch, e, written, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Events that nobody can read any more.</summary>
    public async Task TakeGapAsync(string epoch, GapData gap, CancellationToken cancellationToken)
    {
        // That the journal is another one is noticed by its name.
        if (gap.To is not { } to)
        {
            return;
        }

        await TakeAsync(
            epoch,
            new EventEnvelope { Event = EventNames.Gap, Seq = to, Data = JsonSerializer.SerializeToElement(gap, EventJson.Default.GapData) },
            GapLine.Of(gap),
            cancellationToken);
    }

    /// <summary>The session is over: what has no end gets one, and nothing is recorded any more.</summary>
    public async Task EndAsync(EndReason reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await SupplyEndsAsync(MissingEnd.Of(reason), at, cancellationToken);
            _over = true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        _over = true;
        _writer.Dispose();
        _fold.Dispose();
        _one.Release();
    }

    private bool Append(string epoch, long? seq, ReadOnlySpan<byte> line)
    {
        try
        {
            if (_lost is var (lostEpoch, from, to) && lostEpoch == epoch)
            {
                _writer.Append(epoch, to, GapLine.Of(new GapData(from, to, GapReason.Quota)));
            }

            _lost = null;
            _writer.Append(epoch, seq, line);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (_lost is null)
            {
                LogNotWritten(failure, _sessionId);
            }

            if (seq is { } number)
            {
                _lost = _lost is { } lost && lost.Epoch == epoch ? (epoch, lost.From, number) : (epoch, number, number);
            }

            return false;
        }
    }

    private async Task AuditAsync(string epoch, EventEnvelope e, bool written, CancellationToken cancellationToken)
    {
        // Output is counted and nothing more; the store is asked when a command begins, ends or is refused.
        if (_behind && e.Event is not (EventNames.Started or EventNames.Refused or EventNames.Exit))
        {
            return;
        }

        try
        {
            if (_behind)
            {
                await CatchUpAsync(cancellationToken);
                if (written)
                {
                    return;
                }
            }

            _behind = true;
            await _fold.TakeAsync(epoch, e, cancellationToken);
            _behind = false;
        }
        catch (Exception failure) when (failure is DbException or DbUpdateException or IOException or JsonException or InvalidOperationException)
        {
            LogNotAudited(failure, _sessionId);
        }
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        _behind = true;
        _fold.Reset();
        await foreach (var (epoch, line) in _reader.ReadAsync(_sessionId, cancellationToken))
        {
            var e = JsonSerializer.Deserialize(line.Span, EventJson.Default.EventEnvelope) ?? throw new JsonException("A transcript's line is null.");
            if (e.Seq is not null || e.Event == EventNames.Gap)
            {
                await _fold.TakeAsync(epoch, e, cancellationToken);
            }
        }

        _behind = false;
    }

    private async Task SupplyEndsAsync(ExitReason reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (_behind)
        {
            await CatchUpAsync(cancellationToken);
        }

        foreach (var row in await _store.ListOpenAsync(_sessionId, cancellationToken))
        {
            var tally = _fold.Running is { } running && running.Id == row.CommandId && running.Epoch == row.Epoch ? running : null;
            var ended = at > row.StartedAt ? at : row.StartedAt;
            Append(_writer.Epoch ?? row.Epoch, null, MissingEnd.Line(row, reason, ended, tally));
            await _store.EndAsync(_sessionId, row.Epoch, row.CommandId ?? "", MissingEnd.Ending(reason, ended, tally), cancellationToken);
        }

        _fold.Reset();
    }

    [LoggerMessage(401, LogLevel.Error, "The transcript of session {SessionId} cannot be written; it lacks events until it can.")]
    private partial void LogNotWritten(Exception exception, string sessionId);

    [LoggerMessage(402, LogLevel.Error, "The audit of session {SessionId} could not be written; it is made up from the transcript at the next event.")]
    private partial void LogNotAudited(Exception exception, string sessionId);
}
