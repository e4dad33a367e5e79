using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>A session as the store keeps it and the API shows it.</summary>
public sealed record Session
{
    /// <summary>Its id, a DNS label.</summary>
    public required string Id { get; init; }

    /// <summary>The name that its creator gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its image.</summary>
    public required string Image { get; init; }

    /// <summary>Where it stands.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>Why it ended or failed, or is ending.</summary>
    public EndReason? Reason { get; init; }

    /// <summary>The same in words, the engine's own where it has some.</summary>
    public string? Message { get; init; }

    /// <summary>Conditions that hold beside the status.</summary>
    public IReadOnlyList<SessionCondition> Conditions { get; init; } = [];

    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was first ready.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When it was last used (a command ran, input came).</summary>
    public required DateTimeOffset LastActivityAt { get; init; }

    /// <summary>The end of its life; the idle time may end it earlier.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was over; the record goes <c>EndedRetention</c> later.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What its creator chose.</summary>
    public required SessionConfig Config { get; init; }

    /// <summary>The name of the credentials it uses, or null for the engine's own.</summary>
    public string? Credentials { get; init; }

    /// <summary>The journal that the control plane last saw, and where.</summary>
    public string? Epoch { get; init; }

    /// <summary>Grows with every change of the record; for optimistic concurrency.</summary>
    public long Version { get; init; }

    /// <summary>Neither ended nor failed.</summary>
    public bool IsLive => Status is SessionStatus.Starting or SessionStatus.Ready or SessionStatus.Ending;
}
