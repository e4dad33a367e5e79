using GamAgent.Protocol;
using GamSessions.Provisioning;
using GamSessions.Store;

namespace GamSessions.Sessions;

/// <summary>Changes of sessions' records: each is one step from a status that allows it, and what others care about is told.</summary>
internal sealed class SessionRecords(ISessionStore store, SessionFeed feed, SteadyClock clock, IEnumerable<ISessionEndObserver> endObservers)
{
    /// <summary>Starting → ready. Null when it is not starting any more.</summary>
    public async Task<Session?> MarkReadyAsync(string id, CancellationToken cancellationToken)
    {
        var session = await UpdateAsync(
            id, s => s.Status is SessionStatus.Starting ? s with { Status = SessionStatus.Ready, ReadyAt = clock.Now, Conditions = [.. s.Conditions.Where(c => !IsEngines(c))] } : null, cancellationToken);
        return session?.Status is SessionStatus.Ready ? session : null;
    }

    /// <summary>Starting or ready → ending; the first reason stays.</summary>
    public Task<Session?> MarkEndingAsync(string id, EndReason reason, string? message, CancellationToken cancellationToken) => UpdateAsync(
        id,
        s => s.Status is SessionStatus.Starting or SessionStatus.Ready
            ? s with { Status = SessionStatus.Ending, Reason = reason, Message = message }
            : null,
        cancellationToken);

    /// <summary>Starting or ready → ending, if its life is over: an extension that came in between wins. Null when it isn't ending for it.</summary>
    public async Task<Session?> MarkExpiredAsync(string id, CancellationToken cancellationToken)
    {
        var session = await UpdateAsync(
            id,
            s => s.Status is SessionStatus.Starting or SessionStatus.Ready && s.ExpiresAt <= clock.Now
                ? s with { Status = SessionStatus.Ending, Reason = EndReason.MaxLifetime }
                : null,
            cancellationToken);
        return session is { Status: SessionStatus.Ending, Reason: EndReason.MaxLifetime } ? session : null;
    }

    /// <summary>Any live status → ended; of a session that is ending already the first reason stays.</summary>
    public async Task<Session?> MarkEndedAsync(string id, EndReason reason, string? message, CancellationToken cancellationToken)
    {
        await TellOfEndAsync(id, reason, cancellationToken);
        return await UpdateAsync(
            id,
            s => s.IsLive
                ? s with
                {
                    Status = SessionStatus.Ended,
                    Reason = s.Reason ?? reason,
                    // An end for another reason was under way: these words would contradict it.
                    Message = s.Message ?? (s.Reason is null || s.Reason == reason ? message : null),
                    Conditions = [],
                    EndedAt = clock.Now,
                }
                : null,
            cancellationToken);
    }

    /// <summary>Starting → failed.</summary>
    public async Task<Session?> MarkFailedAsync(string id, EndReason reason, string message, CancellationToken cancellationToken)
    {
        await TellOfEndAsync(id, reason, cancellationToken);
        return await UpdateAsync(
            id,
            s => s.Status is SessionStatus.Starting
                ? s with { Status = SessionStatus.Failed, Reason = reason, Message = message, Conditions = [], EndedAt = clock.Now }
                : null,
            cancellationToken);
    }

    /// <summary>A session was stored: tells of it.</summary>
    public void Announce(Session created) => feed.Publish(created);

    /// <summary>What the agent told: conditions, the journal's epoch, the last use (which only moves on).</summary>
    public Task<Session?> NoteAsync(
        string id, IReadOnlyList<SessionCondition>? conditions, string? epoch, DateTimeOffset? lastActivityAt, CancellationToken cancellationToken) => UpdateAsync(
        id,
        s =>
        {
            var noted = s with
            {
                Conditions = conditions is null ? s.Conditions : [.. s.Conditions.Where(IsEngines), .. conditions.Where(c => !IsEngines(c))],
                Epoch = epoch ?? s.Epoch,
                LastActivityAt = lastActivityAt > s.LastActivityAt ? lastActivityAt.Value : s.LastActivityAt,
            };
            var same = noted.Conditions.SequenceEqual(s.Conditions) && noted.Epoch == s.Epoch && noted.LastActivityAt == s.LastActivityAt;
            return s.IsLive && !same ? noted : null;
        },
        cancellationToken);

    /// <summary>What an engine told that changes no status: a condition, or words.</summary>
    public Task<Session?> NoteAsync(ProvisionerNotice notice, CancellationToken cancellationToken) => UpdateAsync(
        notice.SessionId,
        s =>
        {
            if (!s.IsLive)
            {
                return null;
            }

            if (notice is not { Kind: ProvisionerNoticeKind.Condition, Condition: { } condition })
            {
                // The words of an end are worth more.
                return s.Status is SessionStatus.Ending || s.Message == notice.Message ? null : s with { Message = notice.Message };
            }

            return s.Conditions.Contains(condition) == notice.Holds
                ? null
                : s with { Conditions = notice.Holds ? [.. s.Conditions, condition] : [.. s.Conditions.Where(c => c != condition)] };
        },
        cancellationToken);

    /// <summary>One change of a record.</summary>
    public async Task<Session?> UpdateAsync(string id, Func<Session, Session?> change, CancellationToken cancellationToken)
    {
        Session? before = null;
        var after = await store.UpdateAsync(
            id,
            s =>
            {
                before = s;
                return change(s);
            },
            cancellationToken);
        if (before is not null && after is not null && Matters(before, after))
        {
            feed.Publish(after);
        }

        return after;
    }

    // Of the others the agent knows.
    private static bool IsEngines(SessionCondition condition) => condition is SessionCondition.QueuedForEngine;

    private async Task TellOfEndAsync(string id, EndReason reason, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is { IsLive: true } session)
        {
            foreach (var observer in endObservers)
            {
                await observer.EndingAsync(id, session.Reason ?? reason, cancellationToken);
            }
        }
    }

    private static bool Matters(Session before, Session after) =>
        before.Status != after.Status || before.Reason != after.Reason || before.Message != after.Message || !before.Conditions.SequenceEqual(after.Conditions);
}
