using GamAgent.Protocol;

namespace GamSessions.AgentLink;

/// <summary>
/// Is given what sessions' journals say: every event in order, once per epoch as long as the control plane runs (after its restart
/// from the first event kept, so that an observer with a memory of its own leaves out what it has). It must not be slow: the
/// agent drops a reader that stalls; it then comes back and misses nothing.
/// </summary>
internal interface IJournalObserver
{
    /// <summary>An event with a sequence number.</summary>
    ValueTask OnEventAsync(string sessionId, string epoch, EventEnvelope journalEvent, CancellationToken cancellationToken);

    /// <summary>Events that are gone before they could be read.</summary>
    ValueTask OnGapAsync(string sessionId, string epoch, GapData gap, CancellationToken cancellationToken);
}
