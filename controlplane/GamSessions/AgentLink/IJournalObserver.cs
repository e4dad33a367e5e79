using GamAgent.Protocol;

namespace GamSessions.AgentLink;

/// <summary>
/// Is given what sessions' journals say: every event in order, once per epoch as long as the control plane runs. After its restart the
/// journal is read on from the position that the observers know, or from the first event kept, so that an observer with a memory of its
/// own leaves out what it has. It should not be slow: the agent never waits for it, but drops a reader that stalls; the link then
/// comes back and misses nothing that the journal still holds.
/// </summary>
internal interface IJournalObserver
{
    /// <summary>Where it has read a session's journal to, by a memory that outlives the process; null for one that has none.</summary>
    ValueTask<JournalPosition?> FindPositionAsync(string sessionId, CancellationToken cancellationToken) => ValueTask.FromResult<JournalPosition?>(null);

    /// <summary>An event with a sequence number.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="epoch">The journal's name.</param>
    /// <param name="journalEvent">The event.</param>
    /// <param name="frame">The same as it was sent, good until the call has ended.</param>
    /// <param name="cancellationToken">The link closes.</param>
    ValueTask OnEventAsync(
        string sessionId, string epoch, EventEnvelope journalEvent, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>Events that are gone before they could be read.</summary>
    ValueTask OnGapAsync(string sessionId, string epoch, GapData gap, CancellationToken cancellationToken);
}

/// <summary>Where a journal has been read to.</summary>
/// <param name="Epoch">The journal's name.</param>
/// <param name="Seq">The last event that was read; 0 for none.</param>
internal sealed record JournalPosition(string Epoch, long Seq);
