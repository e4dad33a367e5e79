namespace GamAgent.Server.Lifetime;

/// <summary>The agent can't start; the message says what is in the way and how to cure it. Trying again helps only after that.</summary>
internal sealed class AgentStartException : Exception
{
    public AgentStartException(string message)
        : base(message)
    {
    }

    public AgentStartException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
