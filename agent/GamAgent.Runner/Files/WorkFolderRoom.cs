using GamAgent.Protocol.Files;
using GamAgent.Runner.Guards;

namespace GamAgent.Runner.Files;

/// <summary>
/// How much may still be written to the work folder: up to just below the size at which the guard ends the command that writes. Uploads that
/// have begun hold what they said that they would write.
/// </summary>
internal sealed class WorkFolderRoom(GuardLimits limits, string folder)
{
    private readonly Lock _gate = new();
    private long _held;

    private long Most => Math.Max(0, limits.DiskEnd - 1);

    /// <summary>Holds room for an upload, or says that there is none.</summary>
    /// <param name="bytes">Its size; 0 when it isn't known.</param>
    /// <exception cref="WorkFileException">There is no room.</exception>
    internal void Hold(long bytes)
    {
        if (bytes > Most)
        {
            throw new WorkFileException(FileErrorCode.TooLarge, $"The file is larger than the {Most} bytes that the work folder can hold.");
        }

        var used = FolderSize.Read(folder);
        lock (_gate)
        {
            if (used + _held + Math.Max(1, bytes) > Most)
            {
                throw WorkFileException.Full();
            }

            _held += bytes;
        }
    }

    /// <summary>Gives back what was held and is now written, or not wanted any more.</summary>
    internal void Release(long bytes)
    {
        lock (_gate)
        {
            _held -= bytes;
        }
    }

    /// <summary>Looks again while an upload goes on: commands write to the folder too.</summary>
    /// <exception cref="WorkFileException">There is no room left.</exception>
    internal void Check()
    {
        if (FolderSize.Read(folder) > Most)
        {
            throw WorkFileException.Full();
        }
    }
}
