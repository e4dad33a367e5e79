namespace GamAgent.Server.Connections;

/// <summary>Whether a request is upgraded, and with what.</summary>
internal sealed record UpgradeVerdict
{
    /// <summary>The status code of a refusal; null to upgrade.</summary>
    public int? Status { get; init; }

    /// <summary>The refusal in words.</summary>
    public string? Message { get; init; }

    /// <summary>The client's token.</summary>
    public VerifiedToken? Token { get; init; }

    /// <summary>The last sequence number that the client saw.</summary>
    public long? After { get; init; }

    /// <summary>The journal that it saw it in.</summary>
    public string? Epoch { get; init; }

    public static UpgradeVerdict No(int status, string message) => new() { Status = status, Message = message };
}
