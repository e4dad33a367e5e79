using System.Text.Json.Serialization;
using GamAgent.Protocol;

namespace GamSessions.Records.Audit;

/// <summary>Why a command of the audit ended: the reasons of <c>exit</c>, and that it was refused.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AuditReason>))]
internal enum AuditReason
{
    /// <summary>It was not started; <c>code</c> says why.</summary>
    Refused,

    /// <summary>The program ended by itself.</summary>
    Exited,

    /// <summary>It died of a signal that nobody sent as a cancel.</summary>
    Signalled,

    /// <summary>Somebody asked for the end.</summary>
    Cancelled,

    /// <summary>A limit of time passed.</summary>
    TimedOut,

    /// <summary>It was about to pass the memory limit.</summary>
    OutOfMemory,

    /// <summary>The work folder was about to pass its limit.</summary>
    DiskFull,

    /// <summary>The program does not exist.</summary>
    NotFound,

    /// <summary>The program cannot be executed.</summary>
    NotExecutable,

    /// <summary>It asked for input that cannot come.</summary>
    PromptClosed,

    /// <summary>The runner died while it ran.</summary>
    RunnerLost,

    /// <summary>The pod went away while it ran.</summary>
    PodLost,

    /// <summary>The session ended while it ran.</summary>
    SessionEnded,
}
