namespace GamAgent.Protocol;

/// <summary>The claims of a session token: a JWT signed with ES256, its key named by <c>kid</c>.</summary>
public static class SessionTokenClaims
{
    /// <summary>The value of <c>iss</c>.</summary>
    public const string Issuer = "gam-sessions";

    /// <summary>The claim that holds the <see cref="SessionRole"/> by its wire name; absent means operator.</summary>
    public const string Role = "role";

    /// <summary>Who it is: the <c>by</c> of what this client does.</summary>
    public const string Subject = "sub";

    /// <summary>The session's id.</summary>
    public const string Audience = "aud";

    /// <summary>The only algorithm that is accepted.</summary>
    public const string Algorithm = "ES256";
}
