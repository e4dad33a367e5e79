using GamSessions.Store.Rows;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Store;

/// <summary>The keys that session tokens are signed with.</summary>
internal sealed class SigningKeyStore(IDbContextFactory<StoreContext> contexts, IStoreProvider provider)
{
    /// <summary>All keys, the newest first.</summary>
    public async Task<IReadOnlyList<SigningKeyRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Newest(context).ToListAsync(cancellationToken);
    }

    /// <summary>Adds the key that <paramref name="make"/> gives, if there is none; all keys, the newest first.</summary>
    public async Task<IReadOnlyList<SigningKeyRow>> AddFirstAsync(Func<SigningKeyRow> make, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        if (!await context.SigningKeys.AnyAsync(cancellationToken))
        {
            context.SigningKeys.Add(make());
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return await Newest(context).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Adds a key that signs from now on, and removes those that no token in use can be signed with.
    /// </summary>
    /// <param name="key">The new key.</param>
    /// <param name="keepFrom">Keys made before the last one that is older than this time are removed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task RotateAsync(SigningKeyRow key, DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        var keys = await context.SigningKeys.OrderByDescending(k => k.CreatedAt).ToListAsync(cancellationToken);

        // A key signed until the next one was made: it is still needed as long as its successor is younger than a token's life.
        context.SigningKeys.RemoveRange(keys.Where((_, i) => i > 0 && keys[i - 1].CreatedAt < keepFrom));
        context.SigningKeys.Add(key);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static IQueryable<SigningKeyRow> Newest(StoreContext context) =>
        context.SigningKeys.AsNoTracking().OrderByDescending(k => k.CreatedAt).ThenBy(k => k.Id);
}
