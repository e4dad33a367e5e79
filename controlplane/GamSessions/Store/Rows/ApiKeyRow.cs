namespace GamSessions.Store.Rows;

/// <summary>An API key; of the key itself only a hash is kept.</summary>
internal sealed class ApiKeyRow
{
    /// <summary>The name that the administrator gave it.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of the whole key. It holds 256 random bits, so that nothing slower is needed.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>Whose sessions its caller sees.</summary>
    public required string Owner { get; set; }

    /// <summary>The role's wire name.</summary>
    public required string Role { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
