using System.Text.Json.Serialization;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace GamSessions.Api.Sessions;

/// <summary>A session, as the API shows it.</summary>
internal sealed record SessionResource
{
    /// <summary>Its id, a DNS label.</summary>
    public required string Id { get; init; }

    /// <summary>The name that its creator gave it.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its image.</summary>
    public required string Image { get; init; }

    /// <summary>Where it stands.</summary>
    public required SessionStatus Status { get; init; }

    /// <summary>Why it is ending, ended or failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EndReason? Reason { get; init; }

    /// <summary>The same in words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>Conditions that hold beside the status.</summary>
    public required IReadOnlyList<SessionCondition> Conditions { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>When it was first ready.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? ReadyAt { get; init; }

    /// <summary>When it was last used.</summary>
    public required DateTime LastActivityAt { get; init; }

    /// <summary>The end of its life; the idle time may end it earlier.</summary>
    public required DateTime ExpiresAt { get; init; }

    /// <summary>What its creator chose.</summary>
    public required SessionConfigResource Config { get; init; }

    /// <summary>A session of the library.</summary>
    public static SessionResource From(Session session) => new()
    {
        Id = session.Id,
        Name = session.Name,
        Image = session.Image,
        Status = session.Status,
        Reason = session.Reason,
        Message = session.Message,
        Conditions = session.Conditions,
        Owner = session.Owner,
        CreatedAt = session.CreatedAt.UtcDateTime,
        ReadyAt = session.ReadyAt?.UtcDateTime,
        LastActivityAt = session.LastActivityAt.UtcDateTime,
        ExpiresAt = session.ExpiresAt.UtcDateTime,
        Config = SessionConfigResource.From(session.Config),
    };
}
