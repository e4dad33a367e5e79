using GamAgent.Protocol;

namespace GamSessions.Access;

/// <summary>Checks session tokens for sessions that have no agent to do so (unknown, starting, ended ones).</summary>
public interface ISessionTokenVerifier
{
    /// <summary>Checks signature, algorithm, issuer and life.</summary>
    ValueTask<TokenCheck> VerifyAsync(string token, CancellationToken cancellationToken);
}

/// <summary>What a token was found to be.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="SessionId">Its audience, where the signature is good.</param>
/// <param name="Subject">Its subject, where the signature is good.</param>
/// <param name="Role">Its role, where the signature is good.</param>
/// <param name="IssuedAt">When it was issued, where the signature is good.</param>
public sealed record TokenCheck(
    TokenVerdict Verdict, string? SessionId = null, string? Subject = null, SessionRole Role = SessionRole.Operator, DateTimeOffset? IssuedAt = null);

/// <summary>The verdicts on a token.</summary>
public enum TokenVerdict
{
    /// <summary>Good.</summary>
    Valid,

    /// <summary>The signature is good, its time is over.</summary>
    Expired,

    /// <summary>Malformed, badly signed or of another algorithm.</summary>
    Invalid,
}
