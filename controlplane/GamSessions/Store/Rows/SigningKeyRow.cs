namespace GamSessions.Store.Rows;

/// <summary>A key that session tokens are signed with.</summary>
internal sealed class SigningKeyRow
{
    /// <summary>The <c>kid</c> of its tokens.</summary>
    public required string Id { get; set; }

    /// <summary>The private key, PKCS#8.</summary>
    public required byte[] PrivateKey { get; set; }

    /// <summary>When it was made; the newest one signs.</summary>
    public required DateTimeOffset CreatedAt { get; set; }
}
