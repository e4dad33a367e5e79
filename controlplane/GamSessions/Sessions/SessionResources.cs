namespace GamSessions.Sessions;

/// <summary>Resources that a session asks for, as Kubernetes quantities; null for the limits' own.</summary>
/// <param name="Cpu">For example <c>500m</c>.</param>
/// <param name="Memory">For example <c>512Mi</c>.</param>
public sealed record SessionResources(string? Cpu, string? Memory);
