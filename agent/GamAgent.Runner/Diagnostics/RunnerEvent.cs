namespace GamAgent.Runner.Diagnostics;

/// <summary>What the log can say; the numbers are stable.</summary>
internal enum RunnerEvent
{
    Starting = 100,
    Stopping = 101,
    LeftoversEnded = 102,
    ParentGone = 103,
    CredentialsCopied = 104,
    NotSubreaper = 105,
    FoldersUnusable = 106,
    PreflightFailed = 107,
    LinkConnected = 200,
    LinkLost = 201,
    LinkRefused = 202,
    CommandStarted = 300,
    CommandEnded = 301,
    CommandNotStarted = 302,
    EndAsked = 303,
    CommandAbandoned = 304,
    TrampolineSaid = 305,
    ReaderFailed = 306,
    OutputLeftBehind = 307,
    MemoryLimitReached = 400,
    DiskLimitReached = 401,
    FileWritten = 500,
    FileRemoved = 501,
    FileFailed = 502,
}
