namespace GamSessions.OneShot;

/// <summary>A command to be run and waited for.</summary>
/// <param name="SessionId">Where.</param>
/// <param name="Subject">Who asks: the <c>by</c> of its events.</param>
/// <param name="Args">Its arguments, or null for a line.</param>
/// <param name="Line">Its line, or null for arguments.</param>
/// <param name="TimeoutSeconds">When it is ended, or null for the session's own limit.</param>
internal sealed record OneShotCommand(string SessionId, string Subject, IReadOnlyList<string>? Args, string? Line, int? TimeoutSeconds);
