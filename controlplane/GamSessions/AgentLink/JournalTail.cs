using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace GamSessions.AgentLink;

/// <summary>
/// Where one session's journal has been read to, and what its events mean for the record. Hands each event to the observers in order,
/// once per epoch: what comes again after a reconnect is left out.
/// </summary>
internal sealed class JournalTail(string sessionId, SessionRecords records, IReadOnlyList<IJournalObserver> observers)
{
    /// <summary>The journal that is read; null before the first connection.</summary>
    public string? Epoch { get; private set; }

    /// <summary>The last event that was read; 0 for none.</summary>
    public long Last { get; private set; }

    /// <summary>What the agent said of itself last.</summary>
    public AgentState? State { get; private set; }

    /// <summary>When the session was last used, by its events.</summary>
    public DateTimeOffset? LastActivityAt { get; private set; }

    /// <summary>Takes up where the observers' own memories say that the journal has been read to, before the first connection.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        if (Epoch is not null)
        {
            return;
        }

        JournalPosition? lowest = null;
        foreach (var observer in observers)
        {
            // One that knows of no position, or of another journal, needs all that is kept.
            if (await observer.FindPositionAsync(sessionId, cancellationToken) is not { } position || (lowest is not null && lowest.Epoch != position.Epoch))
            {
                return;
            }

            lowest = lowest is null || position.Seq < lowest.Seq ? position : lowest;
        }

        (Epoch, Last) = (lowest?.Epoch, lowest?.Seq ?? 0);
    }

    /// <summary>There is no connection: nothing is known of the agent's state.</summary>
    public void Disconnected() => State = null;

    /// <summary>The first frame of a connection.</summary>
    public async Task ConnectedAsync(ConnectedData connected, CancellationToken cancellationToken)
    {
        if (Epoch != connected.Epoch)
        {
            Epoch = connected.Epoch;
            Last = 0;
        }

        State = connected.State;
        await records.NoteAsync(sessionId, connected.Conditions, connected.Epoch, null, cancellationToken);
    }

    /// <summary>Any later frame.</summary>
    public async Task ReadAsync(EventEnvelope frame, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (Epoch is not { } epoch)
        {
            throw new JsonException($"The agent began with '{frame.Event}' instead of '{EventNames.Connected}'.");
        }

        if (frame.Event == EventNames.Gap)
        {
            await GapAsync(epoch, frame.Data.Deserialize(EventJson.Default.GapData), cancellationToken);
            return;
        }

        if (frame.Seq is not { } seq || seq <= Last)
        {
            return;
        }

        Last = seq;
        if (frame.Event is EventNames.Started or EventNames.Input or EventNames.Exit)
        {
            LastActivityAt = frame.At;
        }
        else if (frame.Event == EventNames.State && frame.Data.Deserialize(EventJson.Default.StateData) is { } state)
        {
            State = state.State;
            await records.NoteAsync(sessionId, state.Conditions, null, null, cancellationToken);
        }

        foreach (var observer in observers)
        {
            await observer.OnEventAsync(sessionId, epoch, frame, bytes, cancellationToken);
        }
    }

    private async Task GapAsync(string epoch, GapData? gap, CancellationToken cancellationToken)
    {
        if (gap is null || gap.To is { } to && to <= Last)
        {
            return;
        }

        Last = gap.To ?? 0;
        foreach (var observer in observers)
        {
            await observer.OnGapAsync(sessionId, epoch, gap, cancellationToken);
        }
    }
}
