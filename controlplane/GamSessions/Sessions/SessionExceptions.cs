using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>The family of this library's exceptions: expected refusals that carry a stable code for the API.</summary>
public abstract class GamSessionsException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The problem's <c>code</c>.</summary>
    public abstract string Code { get; }
}

/// <summary>A limit of an owner or of all is reached; <see cref="RetryAfter"/> says when to try again.</summary>
public sealed class SessionLimitException(string message, TimeSpan retryAfter) : GamSessionsException(message)
{
    /// <inheritdoc/>
    public override string Code => "limit";

    /// <summary>When it may work again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>What was asked for can't be had as asked: <c>unknown-image</c>, <c>out-of-range</c>.</summary>
public sealed class SessionRequestException(string code, string message, string? field = null) : GamSessionsException(message)
{
    /// <inheritdoc/>
    public override string Code { get; } = code;

    /// <summary>The field at fault, if one is.</summary>
    public string? Field { get; } = field;
}

/// <summary>An engine could not set a session up; the session becomes <c>failed</c> with this reason and message.</summary>
public sealed class ProvisioningException(EndReason reason, string message, Exception? inner = null) : GamSessionsException(message, inner)
{
    /// <summary>The typed reason.</summary>
    public EndReason Reason { get; } = reason;

    /// <inheritdoc/>
    public override string Code => Reason.ToWireName();
}

/// <summary>The control plane is starting or stopping (503 <c>unavailable</c>); trying again helps.</summary>
public sealed class SessionsUnavailableException(string message) : GamSessionsException(message)
{
    /// <inheritdoc/>
    public override string Code => "unavailable";
}
