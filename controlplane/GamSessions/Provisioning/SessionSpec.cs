using GamSessions.Sessions;

namespace GamSessions.Provisioning;

/// <summary>All that an engine needs to set a session up.</summary>
/// <param name="Session">The session's record.</param>
/// <param name="MemoryBytes">Its memory limit, in bytes; null for none.</param>
/// <param name="CpuMillis">Its CPU limit in thousandths of a core; null for none.</param>
/// <param name="Jwks">The public keys that its agent is given at create, a JWKS as JSON.</param>
public sealed record SessionSpec(Session Session, long? MemoryBytes, int? CpuMillis, string Jwks)
{
    /// <summary>The deadline of the start, for an engine that makes sessions wait for each other; null where there is none.</summary>
    public StartDeadline? Deadline { get; init; }
}
