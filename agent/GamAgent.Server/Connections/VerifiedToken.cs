using GamAgent.Protocol;

namespace GamAgent.Server.Connections;

/// <summary>What a well-signed token says; it may still be no good here.</summary>
/// <param name="SessionId">The session that it is for.</param>
/// <param name="Subject">Who it is.</param>
/// <param name="Role">What it allows.</param>
/// <param name="Expired">Its time is over, clock skew allowed for.</param>
/// <param name="Kicked">It was issued before its subject's access ended.</param>
internal sealed record VerifiedToken(string SessionId, string Subject, SessionRole Role, bool Expired, bool Kicked);
