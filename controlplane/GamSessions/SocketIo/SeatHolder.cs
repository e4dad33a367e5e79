using GamAgent.Protocol;

namespace GamSessions.SocketIo;

/// <summary>Who was let into a session, and by a token of when; what is needed to let them in again.</summary>
internal sealed record SeatHolder(string SessionId, string Subject, SessionRole Role, DateTimeOffset IssuedAt);
