namespace GamSessions.AgentLink;

/// <summary>The agent can't be reached at the moment, or did not answer in time; trying again may help.</summary>
internal sealed class AgentUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
