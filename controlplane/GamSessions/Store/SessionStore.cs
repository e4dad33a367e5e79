using GamAgent.Protocol;
using GamSessions.Sessions;
using GamSessions.Store.Rows;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Store;

/// <summary>Sessions in the database.</summary>
internal sealed class SessionStore(IDbContextFactory<StoreContext> contexts, IStoreProvider provider) : ISessionStore
{
    /// <summary>How often a change is tried; each failed try means that another writer got through.</summary>
    private const int MaxTries = 100;

    private static readonly string[] Live =
    [
        SessionStatus.Starting.ToWireName(), SessionStatus.Ready.ToWireName(), SessionStatus.Ending.ToWireName(),
    ];

    public async Task<SessionLimit?> TryAddAsync(Session session, int maxPerOwner, int maxInAll, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        var live = context.Sessions.Where(s => Live.Contains(s.Status));
        if (await live.CountAsync(s => s.Owner == session.Owner, cancellationToken) >= maxPerOwner)
        {
            return SessionLimit.Owner;
        }

        if (await live.CountAsync(cancellationToken) >= maxInAll)
        {
            return SessionLimit.All;
        }

        context.Sessions.Add(SessionRow.From(session));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    public async Task<Session?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        return row?.ToSession();
    }

    public async Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Page, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.PageSize, 1);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Sessions.AsNoTracking();
        if (query.Owner is { } owner)
        {
            rows = rows.Where(s => s.Owner == owner);
        }

        if (query.Status is { } status)
        {
            var name = status.ToWireName();
            rows = rows.Where(s => s.Status == name);
        }

        // One more than the page, to know whether there is a next one. The id breaks ties, so that no session is on two pages.
        var found = await rows
            .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id)
            .Skip((int)Math.Min((long)(query.Page - 1) * query.PageSize, int.MaxValue))
            .Take(query.PageSize + 1)
            .ToListAsync(cancellationToken);
        return new SessionPage(
            [.. found.Take(query.PageSize).Select(r => r.ToSession())],
            found.Count > query.PageSize ? query.Page + 1 : null);
    }

    public async Task<IReadOnlyList<Session>> ListLiveAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Sessions.AsNoTracking().Where(s => Live.Contains(s.Status)).OrderBy(s => s.CreatedAt).ToListAsync(cancellationToken);
        return [.. rows.Select(r => r.ToSession())];
    }

    public async Task<Session?> UpdateAsync(string id, Func<Session, Session?> change, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var row = await context.Sessions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
            if (row is null)
            {
                return null;
            }

            var before = row.ToSession();
            if (change(before) is not { } after)
            {
                return before;
            }

            row.Take(after);
            row.Version = before.Version + 1;
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return row.ToSession();
            }
            catch (DbUpdateException e) when (provider.IsConflict(e) && tries < MaxTries)
            {
                // Somebody else wrote in between: again, from what stands there now.
            }
        }
    }

    public async Task<IReadOnlyList<string>> RemoveEndedBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        var old = context.Sessions.Where(s => !Live.Contains(s.Status) && s.EndedAt < time);
        var ids = await old.Select(s => s.Id).ToListAsync(cancellationToken);
        if (ids.Count > 0)
        {
            await old.ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return ids;
    }
}
