using GamSessions.Options;
using GamSessions.Store;
using Microsoft.Extensions.Options;

namespace GamSessions.Access;

/// <summary>
/// The keys of the store, kept in memory for <see cref="Refresh"/> so that a rotation by another instance is noticed. The newest one
/// signs; all of them verify. The first is made when there is none.
/// </summary>
internal sealed class SigningKeyRing(SigningKeyStore store, IOptions<GamSessionsOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>How long keys are used before the store is asked again.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Loaded? _loaded;

    /// <summary>The keys, the one that signs first.</summary>
    public async ValueTask<IReadOnlyList<SigningKey>> GetAsync(CancellationToken cancellationToken)
    {
        if (_loaded is { } loaded && time.GetElapsedTime(loaded.At) < Refresh)
        {
            return loaded.Keys;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _loaded is { } again && time.GetElapsedTime(again.At) < Refresh ? again.Keys : await LoadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes a new key that signs from now on; the old ones verify as long as a token of theirs can be in use.</summary>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var limits = options.Value.Limits;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Other instances sign with the old key until they look again.
            await store.RotateAsync(SigningKey.Make(now), now - limits.TokenLifetime - limits.ClockSkew - Refresh, cancellationToken);
            await LoadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<IReadOnlyList<SigningKey>> LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await store.ListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            rows = await store.AddFirstAsync(() => SigningKey.Make(time.GetUtcNow()), cancellationToken);
        }

        var known = _loaded?.Keys.ToDictionary(k => k.Id) ?? [];
        IReadOnlyList<SigningKey> keys = [.. rows.Select(r => known.GetValueOrDefault(r.Id) ?? SigningKey.From(r))];
        _loaded = new Loaded(keys, time.GetTimestamp());
        return keys;
    }

    private sealed record Loaded(IReadOnlyList<SigningKey> Keys, long At);
}
