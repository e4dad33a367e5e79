using GamAgent.Protocol;
using GamSessions.AgentLink;
using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <summary>
/// One look at one session: is its life over, has it been idle for long enough, is either near? Idleness is the agent's own age
/// (<c>idleMs</c>), and the end for it is compare-and-end, so that a keystroke between the question and the end wins. Clients are
/// told <c>ClosingLead</c> before (half of the time where that is shorter), and told again when it is not so any more.
/// </summary>
internal sealed class ReaperCheck(
    SessionRecords records, SessionResourceLimits resources, SteadyClock clock, TimeProvider time, IOptions<GamSessionsOptions> options)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(5);

    // An announced end that moved by less is still the same to those who were told.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    /// <summary>Looks.</summary>
    /// <exception cref="AgentUnreachableException">The agent could not be asked or told.</exception>
    public async Task RunAsync(Session session, SessionWorker worker, ReaperEntry entry, CancellationToken cancellationToken)
    {
        var lifeLeft = session.ExpiresAt - clock.Now;
        if (lifeLeft <= TimeSpan.Zero)
        {
            if (await records.MarkExpiredAsync(session.Id, cancellationToken) is not null)
            {
                worker.Order(new EndOrder(EndReason.MaxLifetime));
            }

            return;
        }

        if (worker.Link is not { } link)
        {
            return;
        }

        await NoteActivityAsync(session, link, entry, cancellationToken);
        var idleLimit = resources.IdleTimeout(session.Config);
        var idleLeft = idleLimit is { } limit ? await IdleLeftAsync(session, worker, link, entry, limit, cancellationToken) : null;
        if (idleLeft <= TimeSpan.Zero)
        {
            return;
        }

        var near = Nearest(lifeLeft, Lead(session.ExpiresAt - session.CreatedAt), idleLeft, idleLimit is { } l ? Lead(l) : TimeSpan.Zero);
        await AnnounceAsync(link, entry, near, cancellationToken);
    }

    /// <summary>How much of the idle time is left; zero or less when the session is ending for it; null when it is far from over.</summary>
    private async Task<TimeSpan?> IdleLeftAsync(
        Session session, SessionWorker worker, IAgentLink link, ReaperEntry entry, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (entry.NotIdleBefore is { } before && time.GetTimestamp() < before)
        {
            return null;
        }

        var status = await AskAsync(link, cancellationToken);
        var left = limit - TimeSpan.FromMilliseconds(status.IdleMs);
        if (left > TimeSpan.Zero)
        {
            // Use only ever puts the end off; so there is no need to ask before the warning is due.
            var quiet = left - Lead(limit);
            entry.NotIdleBefore = quiet > TimeSpan.Zero ? time.GetTimestamp() + (long)(quiet.TotalSeconds * time.TimestampFrequency) : null;
            return left;
        }

        using var answer = AnswerToken(cancellationToken, out var either);
        using (either)
        {
            await Limited(link.EndAsync(new EndRequest(EndReason.Idle, Grace(), (long)limit.TotalMilliseconds), either.Token), cancellationToken);
        }

        if (await IsEndingAsync(link, cancellationToken))
        {
            await records.MarkEndingAsync(session.Id, EndReason.Idle, null, cancellationToken);
            worker.Order(new EndOrder(EndReason.Idle, AgentKnows: true));
            return TimeSpan.Zero;
        }

        // Somebody used it in between.
        return limit;
    }

    private async Task<bool> IsEndingAsync(IAgentLink link, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(link, cancellationToken)).State is AgentState.Ending;
        }
        catch (AgentUnreachableException) when (link.AgentEnded.IsCompletedSuccessfully)
        {
            return true;
        }
    }

    private async Task AnnounceAsync(IAgentLink link, ReaperEntry entry, ClosingRequest? near, CancellationToken cancellationToken)
    {
        if (near is null && entry.Announced is null)
        {
            return;
        }

        if (near is not null && entry.Announced is { } told && told.Reason == near.Reason && (told.At - near.At)?.Duration() < Slack)
        {
            return;
        }

        using var answer = AnswerToken(cancellationToken, out var either);
        using (either)
        {
            await Limited(link.AnnounceAsync(near ?? new ClosingRequest(null, null), either.Token), cancellationToken);
        }

        entry.Announced = near;
    }

    private ClosingRequest? Nearest(TimeSpan lifeLeft, TimeSpan lifeLead, TimeSpan? idleLeft, TimeSpan idleLead)
    {
        var wall = time.GetUtcNow();
        var life = lifeLeft <= lifeLead ? lifeLeft : (TimeSpan?)null;
        var idle = idleLeft <= idleLead ? idleLeft : null;
        return (life, idle) switch
        {
            (null, null) => null,
            ({ } l, { } i) => l <= i ? new ClosingRequest(EndReason.MaxLifetime, wall + l) : new ClosingRequest(EndReason.Idle, wall + i),
            ({ } l, null) => new ClosingRequest(EndReason.MaxLifetime, wall + l),
            (null, { } i) => new ClosingRequest(EndReason.Idle, wall + i),
        };
    }

    private async Task NoteActivityAsync(Session session, IAgentLink link, ReaperEntry entry, CancellationToken cancellationToken)
    {
        if (link.LastActivityAt is { } at && at != entry.NotedActivity
            && (entry.NotedActivity is null || time.GetElapsedTime(entry.NotedAt) >= NoteInterval))
        {
            await records.NoteAsync(session.Id, null, null, at, cancellationToken);
            entry.NotedActivity = at;
            entry.NotedAt = time.GetTimestamp();
        }
    }

    private async Task<StatusData> AskAsync(IAgentLink link, CancellationToken cancellationToken)
    {
        using var answer = AnswerToken(cancellationToken, out var either);
        using (either)
        {
            var asked = link.GetStatusAsync(either.Token);
            await Limited(asked, cancellationToken);
            return await asked;
        }
    }

    private static async Task Limited(Task request, CancellationToken cancellationToken)
    {
        try
        {
            await request;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AgentUnreachableException($"the agent did not answer within {AnswerLimit.TotalSeconds:0} s", e);
        }
    }

    private CancellationTokenSource AnswerToken(CancellationToken outer, out CancellationTokenSource either)
    {
        var answer = new CancellationTokenSource(AnswerLimit, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(answer.Token, outer);
        return answer;
    }

    private TimeSpan Lead(TimeSpan whole)
    {
        var lead = options.Value.Limits.ClosingLead;
        return lead < whole / 2 ? lead : whole / 2;
    }

    private int Grace()
    {
        var limits = options.Value.Limits;
        return (int)Math.Ceiling((limits.InterruptWait + limits.TerminateWait + limits.DrainWait).TotalSeconds) + 2;
    }
}
