namespace GamSessions.SocketIo;

/// <summary>What a socket of a session's namespace keeps over a loss of its connection.</summary>
/// <param name="Holder">Who it is.</param>
/// <param name="Start">Where it began to watch: a client that got no event yet has no place of its own.</param>
internal sealed record BridgedClient(SeatHolder Holder, JournalOffset Start)
{
    /// <summary>The place at the agent that is to be served next.</summary>
    public AgentSeat? Seat { get; set; }
}
