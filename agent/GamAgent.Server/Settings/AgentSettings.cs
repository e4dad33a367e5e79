using GamAgent.Protocol.Settings;

namespace GamAgent.Server.Settings;

/// <summary>What <c>gam-agent serve</c> was told by its environment, checked.</summary>
internal sealed record AgentSettings
{
    public required string SessionId { get; init; }

    public required string AgentId { get; init; }

    public required Uri Listen { get; init; }

    public required string RunnerSocket { get; init; }

    public required string JournalFolder { get; init; }

    public required string Jwks { get; init; }

    public IReadOnlySet<string> AllowedOrigins { get; init; } = new HashSet<string>();

    public IReadOnlySet<string> AllowedHosts { get; init; } = new HashSet<string>();

    public string PathPrefix { get; init; } = "";

    public string? RunnerFile { get; init; }

    public bool EndWithParent { get; init; }

    public AgentLimits Limits { get; init; } = new();
}
