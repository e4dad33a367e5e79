namespace GamSessions.SocketIo;

/// <summary>What came of asking for a place: the place, or why not.</summary>
/// <param name="Seat">The place.</param>
/// <param name="Code">A close code of the protocol, or an HTTP status.</param>
/// <param name="Message">The reason in words.</param>
internal sealed record Admission(AgentSeat? Seat, int Code = 0, string Message = "")
{
    /// <summary>Whether it may be tried again as it is.</summary>
    public bool IsForNow => Code is 503;

    /// <summary>Not let in.</summary>
    public static Admission Refused(int code, string message) => new(null, code, message);
}
