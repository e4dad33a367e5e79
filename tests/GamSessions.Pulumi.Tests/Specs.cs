using GamSessions.Provisioning;
using GamSessions.Sessions;

namespace GamSessions.Pulumi.Tests;

/// <summary>A session to be set up.</summary>
internal static class Specs
{
    public static SessionSpec New() => new(
        new Session
        {
            Id = "one-abcdefghij",
            Name = "One",
            Image = "default-gam-image",
            Status = SessionStatus.Starting,
            Owner = "local",
            CreatedAt = DateTimeOffset.UnixEpoch,
            LastActivityAt = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.UnixEpoch,
            Config = new SessionConfig(),
        },
        1 << 30,
        1000,
        "{\"keys\":[]}");
}
