using GamSessions.Store;
using GamSessions.Store.Rows;

namespace GamSessions.Access;

/// <summary>Finds the caller behind an API key.</summary>
internal sealed class ApiKeyVerifier(ApiKeyStore store, TimeProvider time)
{
    /// <summary>The caller, or null when the key is unknown, revoked or expired.</summary>
    public async ValueTask<Caller?> VerifyAsync(string key, CancellationToken cancellationToken)
    {
        if (!ApiKey.HasShape(key) || await store.FindAsync(ApiKey.Hash(key), cancellationToken) is not { RevokedAt: null } row)
        {
            return null;
        }

        return row.ExpiresAt <= time.GetUtcNow() ? null : new Caller(row.Owner, row.Name, WireNames.Read<CallerRole>(row.Role));
    }
}
