using System.Security.Cryptography;
using System.Text;
using GamSessions.Api.Problems;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.Extensions.Primitives;

namespace GamSessions.Api.Sessions;

/// <summary>
/// Creates that bear an <c>Idempotency-Key</c>: the first one makes the session, later and concurrent ones find it. A create that was
/// refused made nothing and is forgotten, so that it may be tried again with the same key.
/// </summary>
internal sealed class IdempotentCreates(IdempotencyStore store, ISessionService sessions, TimeProvider time)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The longest key.</summary>
    public const int MaxKeyLength = 255;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Whether a header holds one usable key.</summary>
    public static bool IsKey(StringValues header) =>
        header is [{ Length: > 0 and <= MaxKeyLength } key] && key.All(c => c is > ' ' and < '\x7f');

    /// <summary>The session of the first create with this key; <paramref name="make"/> makes it, when this is the first.</summary>
    /// <returns>The session, or why it is refused.</returns>
    public async Task<(Session? Session, ProblemResult? Refusal)> MakeAsync(
        string owner, string key, string body, Func<Task<Session>> make, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(body));
        var claim = Guid.NewGuid().ToString("N");
        var start = time.GetTimestamp();
        while (true)
        {
            var row = await store.ClaimAsync(owner, key, hash, claim, cancellationToken);
            if (row.Claim == claim)
            {
                return (await MakeFirstAsync(row, make), null);
            }

            if (!row.BodyHash.AsSpan().SequenceEqual(hash))
            {
                return (null, new ProblemResult(
                    ProblemCode.IdempotencyMismatch, "This idempotency key was used for another request. Use a new key for a new session."));
            }

            if (row.SessionId is { } id)
            {
                return await sessions.FindAsync(id, cancellationToken) is { } session
                    ? (session, null)
                    : (null, new ProblemResult(ProblemCode.Ended, "The session that this create made is over, and its record is gone.") { SessionId = id });
            }

            // The first create is being stored at this moment, by another request or another instance.
            if (time.GetElapsedTime(start) > Patience)
            {
                return (null, new ProblemResult(ProblemCode.Unavailable, "Another request with this idempotency key is still at work.") { RetryAfter = Patience });
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private async Task<Session> MakeFirstAsync(Store.Rows.IdempotencyRow claimed, Func<Task<Session>> make)
    {
        Session session;
        try
        {
            session = await make();
        }
        catch
        {
            await store.ReleaseAsync(claimed, CancellationToken.None);
            throw;
        }

        await store.CompleteAsync(claimed, session.Id, CancellationToken.None);
        return session;
    }
}
