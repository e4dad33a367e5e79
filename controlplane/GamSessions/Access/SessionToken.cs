namespace GamSessions.Access;

/// <summary>A token for one session's websocket.</summary>
/// <param name="Value">The JWT.</param>
/// <param name="ExpiresAt">Its end.</param>
public sealed record SessionToken(string Value, DateTimeOffset ExpiresAt);
