using System.Runtime.InteropServices;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Files;

/// <summary>Removes a file, or a link itself; folders stay.</summary>
internal sealed class DeleteTransfer(LinkFileOpen open, IReadOnlyList<string> names, WorkFolder folder, Action changed, RunnerLog log)
    : FileTransfer(open, changed, log)
{
    private readonly RunnerLog _log = log;

    /// <inheritdoc/>
    protected override void Transfer()
    {
        using var place = folder.Find(names, followLast: false);
        if (place?.Status is not { } there)
        {
            throw WorkFileException.NotFound();
        }

        if (there.IsFolder)
        {
            throw WorkFileException.NoFile();
        }

        FileConditions.Check(Asked, there);
        if (Libc.RemoveAt(place.Folder, place.Name, 0) != 0)
        {
            throw WorkFileException.Of(Marshal.GetLastPInvokeError());
        }

        _log.Information(RunnerEvent.FileRemoved, $"transfer {Number}");
        Say(new LinkFileState(Number, null, there.Size, there.ModifiedAt, there.Etag));
    }
}
