using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>Why a command ended; one for every <c>exit</c> event.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ExitReason>))]
public enum ExitReason
{
    /// <summary>The program ended by itself; <c>exitCode</c> is its own.</summary>
    Exited,

    /// <summary>The program died of a signal that nobody sent as a cancel; <c>signal</c> is set.</summary>
    Signalled,

    /// <summary>A client asked for the end, whatever code the program then ended with.</summary>
    Cancelled,

    /// <summary>A limit of time passed; <c>limit</c> is <c>command</c> or <c>prompt</c>.</summary>
    TimedOut,

    /// <summary>The runner ended the command before the kernel would have.</summary>
    OutOfMemory,

    /// <summary>The work folder was about to pass its limit.</summary>
    DiskFull,

    /// <summary>The program to run does not exist.</summary>
    NotFound,

    /// <summary>The program to run exists and cannot be executed.</summary>
    NotExecutable,

    /// <summary>The program asked for input that cannot come, since its standard input has ended.</summary>
    PromptClosed,

    /// <summary>The runner died while the command ran.</summary>
    RunnerLost,

    /// <summary>The session's pod went away while the command ran.</summary>
    PodLost,

    /// <summary>The session ended while the command ran.</summary>
    SessionEnded,
}
