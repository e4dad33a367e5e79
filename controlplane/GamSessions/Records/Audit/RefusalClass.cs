using GamAgent.Protocol;

namespace GamSessions.Records.Audit;

/// <summary>What a refusal means for the person who asked.</summary>
internal static class RefusalClass
{
    /// <summary>The class of a code.</summary>
    public static ExitClass Of(ErrorCode code) => code switch
    {
        ErrorCode.BadCommand or ErrorCode.BadFrame or ErrorCode.NotAllowed or ErrorCode.TooLarge => ExitClass.Usage,
        ErrorCode.Busy or ErrorCode.QueueFull or ErrorCode.NotReady or ErrorCode.RateLimited => ExitClass.Transient,
        ErrorCode.DiskFull => ExitClass.Resources,
        ErrorCode.Cancelled => ExitClass.Cancelled,
        _ => ExitClass.Error,
    };
}
