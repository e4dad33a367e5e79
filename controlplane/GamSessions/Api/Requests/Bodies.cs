namespace GamSessions.Api.Requests;

/// <summary>What a create asks for. It describes the body in the API's document; <see cref="CreateRequest"/> reads it.</summary>
internal sealed record CreateBody
{
    /// <summary>The session's name: at most MaxNameLength (100) characters, no control characters.</summary>
    public required string Name { get; init; }

    /// <summary>The name of an image that GET /api/images lists; none means default-gam-image.</summary>
    public string? Image { get; init; }

    /// <summary>Another name for image.</summary>
    public string? ImageId { get; init; }

    /// <summary>What may lower the limits.</summary>
    public ConfigBody? Config { get; init; }

    /// <summary>The name of stored credentials; none means the host's own.</summary>
    public string? Credentials { get; init; }

    /// <summary>Another name for credentials.</summary>
    public string? CredentialsSecret { get; init; }
}

/// <summary>What may lower the limits of a session, never raise them.</summary>
internal sealed record ConfigBody
{
    /// <summary>Its resources.</summary>
    public ResourcesBody? Resources { get; init; }

    /// <summary>Minutes without use until it ends.</summary>
    public int? IdleMinutes { get; init; }

    /// <summary>Minutes until it ends in any case.</summary>
    public int? MaxMinutes { get; init; }
}

/// <summary>Resources, as Kubernetes quantities.</summary>
internal sealed record ResourcesBody
{
    /// <summary>For example 500m.</summary>
    public string? Cpu { get; init; }

    /// <summary>For example 512Mi.</summary>
    public string? Memory { get; init; }
}

/// <summary>How long a session should live on.</summary>
internal sealed record ExtendBody
{
    /// <summary>Minutes from now.</summary>
    public required int Minutes { get; init; }
}
