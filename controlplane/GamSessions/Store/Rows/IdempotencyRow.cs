namespace GamSessions.Store.Rows;

/// <summary>A create that bore an idempotency key.</summary>
internal sealed class IdempotencyRow
{
    public required string Owner { get; set; }

    public required string Key { get; set; }

    /// <summary>SHA-256 of what was asked for.</summary>
    public required byte[] BodyHash { get; set; }

    /// <summary>Who is at work on it; a claim that was taken over belongs to somebody else.</summary>
    public required string Claim { get; set; }

    /// <summary>The session that was made, or null while that goes on.</summary>
    public string? SessionId { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }
}
