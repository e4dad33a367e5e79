namespace GamAgent.Protocol;

/// <summary>Names that both ends of a websocket use at its opening.</summary>
public static class ProtocolVersion
{
    /// <summary>The websocket subprotocol.</summary>
    public const string Subprotocol = "gam.v1";

    /// <summary>The prefix of the subprotocol by which a browser hands over its token; never echoed.</summary>
    public const string BearerSubprotocolPrefix = "bearer.";

    /// <summary>The header that carries a token where <c>Authorization</c> is stripped on the way.</summary>
    public const string AuthorizationHeader = "X-Gam-Authorization";

    /// <summary>Carries the query (<c>?after=7</c>) where a proxy drops that of an upgrade, as the Kubernetes API server's does.</summary>
    public const string QueryHeader = "X-Gam-Query";
}
