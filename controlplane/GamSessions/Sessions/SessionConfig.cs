namespace GamSessions.Sessions;

/// <summary>What the creator of a session chose; it may lower the limits, never raise them.</summary>
/// <param name="Resources">Resources, or null.</param>
/// <param name="IdleMinutes">Minutes without use until it ends, or null for the limit's own.</param>
/// <param name="MaxMinutes">Minutes until it ends in any case, or null for the limit's own.</param>
public sealed record SessionConfig(SessionResources? Resources = null, int? IdleMinutes = null, int? MaxMinutes = null);
