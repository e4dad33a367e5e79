using GamAgent.Protocol;
using GamSessions.Store;
using GamSessions.Store.Rows;

namespace GamSessions.Access;

/// <summary>Makes, lists and revokes API keys.</summary>
internal sealed class ApiKeyAdministration(ApiKeyStore store, TimeProvider time)
{
    /// <summary>Makes a key; it is returned once and kept nowhere.</summary>
    /// <returns>The key, or null when one of that name is in use.</returns>
    public async Task<string?> AddAsync(string name, string owner, CallerRole role, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var key = ApiKey.Make();
        var added = await store.TryAddAsync(
            new ApiKeyRow
            {
                Name = name,
                Hash = ApiKey.Hash(key),
                Owner = owner,
                Role = role.ToWireName(),
                CreatedAt = time.GetUtcNow(),
                ExpiresAt = expiresAt,
            },
            cancellationToken);
        return added ? key : null;
    }

    /// <summary>All keys, the oldest first.</summary>
    public Task<IReadOnlyList<ApiKeyRow>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <summary>Revokes the key of that name; false when none is in use.</summary>
    public Task<bool> RevokeAsync(string name, CancellationToken cancellationToken) => store.RevokeAsync(name, time.GetUtcNow(), cancellationToken);
}
