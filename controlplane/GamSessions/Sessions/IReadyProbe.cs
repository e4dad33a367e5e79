namespace GamSessions.Sessions;

/// <summary>Finds out whether clients can reach a session.</summary>
internal interface IReadyProbe
{
    /// <summary>
    /// Returns once an upgrade through the real route succeeded, the right agent answered there and can take commands. Until then it
    /// tries again; <paramref name="note"/> is told what was wrong each time.
    /// </summary>
    Task WaitUntilReachableAsync(string sessionId, Action<string> note, CancellationToken cancellationToken);
}
