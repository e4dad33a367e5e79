using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>Is told that a live session is about to be marked as ended or failed. What it does for that is done when the mark is there.</summary>
internal interface ISessionEndObserver
{
    /// <summary>The end; it may be told again, after a crash before the mark. It throws nothing but a cancellation.</summary>
    Task EndingAsync(string sessionId, EndReason reason, CancellationToken cancellationToken);
}

/// <summary>Removes what belongs to sessions whose records are gone.</summary>
internal interface IRecordCleaner
{
    /// <summary>Looks for such, and removes it.</summary>
    Task CleanAsync(CancellationToken cancellationToken);
}
