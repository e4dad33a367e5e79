using GamAgent.Protocol;

namespace GamSessions.AgentLink;

/// <summary>
/// The control plane as a websocket client of one agent. It connects, and connects again, by itself until it is disposed; requests
/// fail with <see cref="AgentUnreachableException"/> while there is no connection.
/// </summary>
internal interface IAgentLink : IAsyncDisposable
{
    /// <summary>What <c>connected</c> and <c>state</c> said last, or null without a connection.</summary>
    AgentState? State { get; }

    /// <summary>When a command last started or ended or input came, by the agent's events; null before the first.</summary>
    DateTimeOffset? LastActivityAt { get; }

    /// <summary>Completes when the agent closed the link because the session ended there; with the reason it gave, if it is a known one.</summary>
    Task<EndReason?> AgentEnded { get; }

    /// <summary>Asks where the agent stands.</summary>
    Task<StatusData> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Tells the agent to end the session.</summary>
    Task EndAsync(EndRequest request, CancellationToken cancellationToken);

    /// <summary>Announces an end to the clients, or withdraws it.</summary>
    Task AnnounceAsync(ClosingRequest request, CancellationToken cancellationToken);

    /// <summary>Gives the agent newer public keys, a JWKS as JSON.</summary>
    Task UpdateKeysAsync(string jwks, CancellationToken cancellationToken);

    /// <summary>Closes the sockets of a subject.</summary>
    Task KickAsync(string subject, CancellationToken cancellationToken);

    /// <summary>Tells the clients, by the agent, what was lost.</summary>
    Task NoteAsync(NoteRequest note, CancellationToken cancellationToken);

    /// <summary>The agent is another one; the present connection is worth nothing.</summary>
    void Redial();
}

/// <summary>Opens links.</summary>
internal interface IAgentLinks
{
    /// <summary>A link to the agent of a session.</summary>
    IAgentLink Open(string sessionId);
}
