using GamSessions.Store.Rows;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Store;

/// <summary>API keys, by their hashes.</summary>
internal sealed class ApiKeyStore(IDbContextFactory<StoreContext> contexts, IStoreProvider provider)
{
    /// <summary>Adds a key, unless one of that name is in use.</summary>
    /// <returns>False when one is.</returns>
    public async Task<bool> TryAddAsync(ApiKeyRow key, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        if (await context.ApiKeys.AnyAsync(k => k.Name == key.Name && k.RevokedAt == null, cancellationToken))
        {
            return false;
        }

        context.ApiKeys.Add(key);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The key with that hash, revoked and expired ones included, or null.</summary>
    public async Task<ApiKeyRow?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, cancellationToken);
    }

    /// <summary>All keys, the oldest first.</summary>
    public async Task<IReadOnlyList<ApiKeyRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ApiKeys.AsNoTracking().OrderBy(k => k.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Revokes the key of that name that is in use.</summary>
    /// <returns>False when there is none.</returns>
    public async Task<bool> RevokeAsync(string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ApiKeys
            .Where(k => k.Name == name && k.RevokedAt == null)
            .ExecuteUpdateAsync(k => k.SetProperty(x => x.RevokedAt, now), cancellationToken) > 0;
    }
}
