using GamAgent.Protocol;

namespace GamSessions.Api.Problems;

/// <summary>The HTTP status of each code, and the code of each reason and status.</summary>
internal static class ProblemStatus
{
    /// <summary>The status that goes with a code.</summary>
    public static int Of(ProblemCode code) => code switch
    {
        ProblemCode.InvalidRequest => 400,
        ProblemCode.Unauthenticated => 401,
        ProblemCode.ForeignOrigin or ProblemCode.ForeignHost or ProblemCode.Forbidden => 403,
        ProblemCode.NotFound => 404,
        ProblemCode.MethodNotAllowed => 405,
        ProblemCode.NotReady or ProblemCode.Busy => 409,
        ProblemCode.Ended => 410,
        ProblemCode.PreconditionFailed => 412,
        ProblemCode.TooLarge => 413,
        ProblemCode.UnsupportedType => 415,
        ProblemCode.RangeNotSatisfiable => 416,
        ProblemCode.UnknownImage or ProblemCode.IdempotencyMismatch or ProblemCode.OutOfRange or ProblemCode.BadCommand => 422,
        ProblemCode.ImagePull or ProblemCode.Config or ProblemCode.Policy => 422,
        ProblemCode.Limit => 429,
        ProblemCode.Internal => 500,
        ProblemCode.Unavailable or ProblemCode.Unschedulable or ProblemCode.Quota or ProblemCode.Timeout or ProblemCode.CrashLoop => 503,
        ProblemCode.DiskFull => 507,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "a code without a status"),
    };

    /// <summary>The code for a session that failed, or ended before it was ready.</summary>
    public static ProblemCode OfFailure(EndReason? reason) => reason switch
    {
        EndReason.ImagePull => ProblemCode.ImagePull,
        EndReason.Config => ProblemCode.Config,
        EndReason.Policy => ProblemCode.Policy,
        EndReason.Unschedulable => ProblemCode.Unschedulable,
        EndReason.Quota => ProblemCode.Quota,
        EndReason.Timeout => ProblemCode.Timeout,
        EndReason.CrashLoop => ProblemCode.CrashLoop,
        EndReason.PodLost or EndReason.HostLost => ProblemCode.Unavailable,
        EndReason.Deleted or EndReason.Idle or EndReason.MaxLifetime => ProblemCode.Ended,
        _ => ProblemCode.Internal,
    };

    /// <summary>The code for a status that the framework chose, with what to say; null for statuses that are none of ours.</summary>
    public static (ProblemCode Code, string Detail)? OfStatus(int status) => status switch
    {
        400 => (ProblemCode.InvalidRequest, "The request is malformed."),
        404 => (ProblemCode.NotFound, "There is nothing at this address. /docs lists the calls."),
        405 => (ProblemCode.MethodNotAllowed, "This address does not take this method. The Allow header names those that it takes."),
        413 => (ProblemCode.TooLarge, "The body is too large."),
        415 => (ProblemCode.UnsupportedType, "Send the body as application/json."),
        503 => (ProblemCode.Unavailable, "Not now; try again in a moment."),
        _ => null,
    };
}
