using GamAgent.Protocol;
using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Sessions;

namespace GamSessions.Tests.Manifests;

/// <summary>A session and settings for a cluster, to be changed by tests.</summary>
internal static class ManifestSettings
{
    public const string Id = "my-session-abcdefghij";

    public static GamSessionsOptions Options(Action<GamSessionsOptions>? change = null)
    {
        var options = new GamSessionsOptions
        {
            Engine = "kubernetes",
            Exposure = "ingress",
            DataFolder = "/x",
            PublicUrl = new Uri("https://gam.example.com/tools/"),
        };
        options.Kubernetes.AgentImage = "registry.example/agent:1";
        options.Images["default-gam-image"] = new ImageOptions { Reference = "registry.example/gam:7" };
        change?.Invoke(options);
        return options;
    }

    public static SessionSpec Spec(string? credentials = null, string owner = "alice") => new(
        new Session
        {
            Id = Id,
            Name = "My Session",
            Image = "default-gam-image",
            Status = SessionStatus.Starting,
            Owner = owner,
            CreatedAt = DateTimeOffset.UnixEpoch,
            LastActivityAt = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch,
            Config = new SessionConfig(),
            Credentials = credentials,
        },
        512 << 20,
        500,
        """{"keys":[]}""");

    public static SessionObjects Build(Action<GamSessionsOptions>? change = null, string? credentials = null) => SessionManifests.Build(Spec(credentials), Options(change));
}
