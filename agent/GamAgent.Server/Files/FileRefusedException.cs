using GamAgent.Protocol.Files;

namespace GamAgent.Server.Files;

/// <summary>A file can't be had or written; the problem is for whoever asked.</summary>
internal sealed class FileRefusedException(FileProblem problem) : Exception(problem.Message)
{
    public FileProblem Problem => problem;

    public static FileRefusedException RunnerLost() =>
        new(new FileProblem(FileErrorCode.Unavailable, "The session's runner went away, or does not answer; try again."));
}
