namespace GamAgent.Protocol;

/// <summary>The close codes of a session's websocket.</summary>
public static class CloseCodes
{
    /// <summary>The session ended; the close reason is the <see cref="EndReason"/>.</summary>
    public const int Ended = 1000;

    /// <summary>The agent or the host is going away; reconnect.</summary>
    public const int GoingAway = 1001;

    /// <summary>The client broke the protocol.</summary>
    public const int Policy = 1008;

    /// <summary>A frame over the size limit.</summary>
    public const int TooBig = 1009;

    /// <summary>The token has expired.</summary>
    public const int TokenExpired = 4401;

    /// <summary>The token is for another session, or access was withdrawn.</summary>
    public const int NotAllowed = 4403;

    /// <summary>There is no such session.</summary>
    public const int UnknownSession = 4404;

    /// <summary>The client read too slowly for too long.</summary>
    public const int TooSlow = 4408;

    /// <summary>The session ended earlier; the close reason is the <see cref="EndReason"/>.</summary>
    public const int EndedEarlier = 4410;

    /// <summary>Too many connections, or too many frames over the rate.</summary>
    public const int TooMany = 4429;
}
