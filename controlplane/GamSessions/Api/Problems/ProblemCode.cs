using System.Text.Json.Serialization;
using GamAgent.Protocol;

namespace GamSessions.Api.Problems;

/// <summary>The stable codes of problem details; <c>docs/rest.md</c> has them with their statuses.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ProblemCode>))]
internal enum ProblemCode
{
    /// <summary>400: the request is malformed; <c>errors</c> names the fields.</summary>
    InvalidRequest,

    /// <summary>401: nobody knows who is calling.</summary>
    Unauthenticated,

    /// <summary>403: a page of another origin sent it.</summary>
    ForeignOrigin,

    /// <summary>403: the Host header names somebody else.</summary>
    ForeignHost,

    /// <summary>403: the caller's role doesn't allow it.</summary>
    Forbidden,

    /// <summary>404: there is no such thing, or it is somebody else's.</summary>
    NotFound,

    /// <summary>405: the address doesn't take this method; <c>Allow</c> names those that it takes.</summary>
    MethodNotAllowed,

    /// <summary>409: the session is still starting.</summary>
    NotReady,

    /// <summary>409: a command runs; a session runs one at a time.</summary>
    Busy,

    /// <summary>410: the session is over, or ending.</summary>
    Ended,

    /// <summary>412: the file is not what the request's conditions want.</summary>
    PreconditionFailed,

    /// <summary>413: the body is too large.</summary>
    TooLarge,

    /// <summary>415: the body is not application/json.</summary>
    UnsupportedType,

    /// <summary>416: the file has no such range of bytes.</summary>
    RangeNotSatisfiable,

    /// <summary>422: no image of that name may be used.</summary>
    UnknownImage,

    /// <summary>422: the idempotency key was used for another request.</summary>
    IdempotencyMismatch,

    /// <summary>422: a value is beyond a limit.</summary>
    OutOfRange,

    /// <summary>422: the command cannot be run as written; <c>hint</c> and <c>suggestion</c> say more.</summary>
    BadCommand,

    /// <summary>422: the image could not be pulled.</summary>
    ImagePull,

    /// <summary>422: the image or its settings cannot run GAM.</summary>
    Config,

    /// <summary>422: an admission policy of the cluster refused it.</summary>
    Policy,

    /// <summary>429: a limit of the owner, of the caller or of all is reached; <c>Retry-After</c> says when to try again.</summary>
    Limit,

    /// <summary>500: a fault of ours; the log has the details.</summary>
    Internal,

    /// <summary>503: not now; <c>Retry-After</c> says when to try again.</summary>
    Unavailable,

    /// <summary>503: no node had room for it.</summary>
    Unschedulable,

    /// <summary>503: a quota of the cluster refused it.</summary>
    Quota,

    /// <summary>503: the session was not ready before the start deadline.</summary>
    Timeout,

    /// <summary>503: a container kept crashing.</summary>
    CrashLoop,

    /// <summary>507: the work folder is too full.</summary>
    DiskFull,
}
