using GamAgent.Protocol.Files;

namespace GamAgent.Runner.Files;

/// <summary>What was asked of a file can't be done; the message is for whoever asked.</summary>
internal sealed class WorkFileException(FileErrorCode code, string message) : Exception(message)
{
    /// <summary>As it is told.</summary>
    internal FileProblem Problem => new(code, Message);

    internal static WorkFileException NotFound() => new(FileErrorCode.NotFound, "There is no such file in the work folder.");

    internal static WorkFileException NoFile() => new(FileErrorCode.OutOfRange, "The path names something that is no ordinary file.");

    internal static WorkFileException NoFolder() => new(FileErrorCode.OutOfRange, "A name on the path is no folder.");

    internal static WorkFileException LeadsOut() => new(FileErrorCode.OutOfRange, "The path leads out of the work folder, by a link.");

    internal static WorkFileException Changed() => new(FileErrorCode.PreconditionFailed, "The file is not what If-Match or If-None-Match wants; read it again.");

    internal static WorkFileException Full() =>
        new(FileErrorCode.DiskFull, "The work folder has no room for it; remove files that are not needed any more.");

    /// <summary>For a system call that failed.</summary>
    internal static WorkFileException Of(int error) => error switch
    {
        Native.Errno.NoEntry => NotFound(),
        Native.Errno.NotADirectory => NoFolder(),
        Native.Errno.IsADirectory => NoFile(),
        Native.Errno.Loop => LeadsOut(),
        Native.Errno.NoSpace or Native.Errno.Quota => Full(),
        Native.Errno.Access or 1 => new(FileErrorCode.OutOfRange, "The session's user may not do that with this file or its folder."),
        _ => new(FileErrorCode.Internal, $"The file can't be used: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}."),
    };
}
