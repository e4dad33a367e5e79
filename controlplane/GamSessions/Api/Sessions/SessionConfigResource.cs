using System.Text.Json.Serialization;
using GamSessions.Sessions;

namespace GamSessions.Api.Sessions;

/// <summary>What the creator of a session chose; it may lower the limits, never raise them.</summary>
internal sealed record SessionConfigResource
{
    /// <summary>Its resources; absent for the limits' own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionResourcesResource? Resources { get; init; }

    /// <summary>Minutes without use until it ends.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? IdleMinutes { get; init; }

    /// <summary>Minutes until it ends in any case.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxMinutes { get; init; }

    public static SessionConfigResource From(SessionConfig config) => new()
    {
        Resources = config.Resources is { } r ? new SessionResourcesResource { Cpu = r.Cpu, Memory = r.Memory } : null,
        IdleMinutes = config.IdleMinutes,
        MaxMinutes = config.MaxMinutes,
    };
}

/// <summary>Resources, as Kubernetes quantities.</summary>
internal sealed record SessionResourcesResource
{
    /// <summary>For example <c>500m</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cpu { get; init; }

    /// <summary>For example <c>512Mi</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Memory { get; init; }
}
