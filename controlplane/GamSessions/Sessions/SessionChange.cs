namespace GamSessions.Sessions;

/// <summary>A session after a change of its status, reason or conditions.</summary>
/// <param name="Id">Grows with every change, after a restart too.</param>
/// <param name="Session">The session as it then was.</param>
internal sealed record SessionChange(long Id, Session Session);
