using GamSessions.Store.Rows;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Store;

/// <summary>
/// Which creates were already asked for, by owner and key, for <see cref="Retention"/>. A create is claimed first and completed with
/// its session's id; a claim whose holder vanished can be taken over after <see cref="ClaimLife"/>.
/// </summary>
internal sealed class IdempotencyStore(IDbContextFactory<StoreContext> contexts, IStoreProvider provider, TimeProvider time)
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>How long storing a session may take at most.</summary>
    public static readonly TimeSpan ClaimLife = TimeSpan.FromMinutes(2);

    /// <summary>Claims a key for a create, unless it was used before.</summary>
    /// <returns>What stands there now; the claim is the caller's when <see cref="IdempotencyRow.Claim"/> is theirs.</returns>
    public async Task<IdempotencyRow> ClaimAsync(string owner, string key, byte[] bodyHash, string claim, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        await context.Idempotency.Where(r => r.CreatedAt < now - Retention).ExecuteDeleteAsync(cancellationToken);
        var row = await context.Idempotency.SingleOrDefaultAsync(r => r.Owner == owner && r.Key == key, cancellationToken);
        if (row is { SessionId: null } && row.CreatedAt < now - ClaimLife)
        {
            context.Remove(row);
            await context.SaveChangesAsync(cancellationToken);
            row = null;
        }

        if (row is null)
        {
            row = new IdempotencyRow { Owner = owner, Key = key, BodyHash = bodyHash, Claim = claim, CreatedAt = now };
            context.Add(row);
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return row;
    }

    /// <summary>Says which session a claimed create made.</summary>
    public async Task CompleteAsync(IdempotencyRow claimed, string sessionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Claimed(context, claimed).ExecuteUpdateAsync(r => r.SetProperty(x => x.SessionId, sessionId), cancellationToken);
    }

    /// <summary>Gives a claim back: the create was refused and made nothing, so that it may be tried again.</summary>
    public async Task ReleaseAsync(IdempotencyRow claimed, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Claimed(context, claimed).ExecuteDeleteAsync(cancellationToken);
    }

    private static IQueryable<IdempotencyRow> Claimed(StoreContext context, IdempotencyRow claimed) =>
        context.Idempotency.Where(r => r.Owner == claimed.Owner && r.Key == claimed.Key && r.Claim == claimed.Claim);
}
