using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>Conditions that hold beside a state.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SessionCondition>))]
public enum SessionCondition
{
    /// <summary>GAM is backing off from an API limit.</summary>
    Throttled,

    /// <summary>GAM waits for a child that is gone.</summary>
    Stalled,

    /// <summary>The command waits at a prompt.</summary>
    AskedForInput,

    /// <summary>The last command failed because credentials expired or were revoked.</summary>
    CredentialsExpired,

    /// <summary>The work folder is too full to start a command.</summary>
    DiskFull,

    /// <summary>The engine is busy with other sessions (of the session in REST only).</summary>
    QueuedForEngine,
}
