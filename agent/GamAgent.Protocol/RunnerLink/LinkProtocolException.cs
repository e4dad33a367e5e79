namespace GamAgent.Protocol.RunnerLink;

/// <summary>The other end of the link sent what cannot be read; the connection is of no use any more, a new one may be.</summary>
public sealed class LinkProtocolException : Exception
{
    /// <summary>With what was wrong.</summary>
    public LinkProtocolException(string message)
        : base($"The link between agent and runner carried {message}.")
    {
    }

    /// <summary>With what was wrong, and its cause.</summary>
    public LinkProtocolException(string message, Exception inner)
        : base($"The link between agent and runner carried {message}.", inner)
    {
    }
}
