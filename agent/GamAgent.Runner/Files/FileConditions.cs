using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Files;

/// <summary>What a file must be like, or must not be, for it to be written or removed.</summary>
internal static class FileConditions
{
    private const string Any = "*";

    /// <summary>Checks them.</summary>
    /// <exception cref="WorkFileException">One doesn't hold.</exception>
    internal static void Check(LinkFileOpen open, FileStatus? present)
    {
        if ((open.IfMatch is { } match && !Holds(match, present)) || (open.IfNoneMatch is { } none && Holds(none, present)))
        {
            throw WorkFileException.Changed();
        }
    }

    private static bool Holds(IReadOnlyList<string> tags, FileStatus? present) =>
        present is { } file && (tags.Contains(Any) || tags.Contains(file.Etag, StringComparer.Ordinal));
}
