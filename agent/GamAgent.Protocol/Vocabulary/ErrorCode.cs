using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>The codes of <c>error</c> and <c>refused</c> events.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ErrorCode>))]
public enum ErrorCode
{
    /// <summary>The frame is no JSON object of a known shape.</summary>
    BadFrame,

    /// <summary>The command line cannot be run as written.</summary>
    BadCommand,

    /// <summary>Another program than gam.</summary>
    NotAllowed,

    /// <summary>A command runs and was not asked to be queued behind.</summary>
    Busy,

    /// <summary>The queue is at its limit.</summary>
    QueueFull,

    /// <summary>No runner is attached.</summary>
    NotReady,

    /// <summary>There is no command to send this to.</summary>
    NotRunning,

    /// <summary>More frames than the limit allows.</summary>
    RateLimited,

    /// <summary>A line, or input, over its limit.</summary>
    TooLarge,

    /// <summary>The role may not send this.</summary>
    Forbidden,

    /// <summary>The work folder is too full to start a command.</summary>
    DiskFull,

    /// <summary>A queued command was removed before it started (in <c>refused</c> only).</summary>
    Cancelled,

    /// <summary>A fault of ours.</summary>
    Internal,
}
