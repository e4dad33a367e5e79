using System.Buffers;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Native;
using Microsoft.Win32.SafeHandles;

namespace GamAgent.Runner.Files;

/// <summary>Reads a file as it is when it is opened; what is put in its place meanwhile doesn't show, one that gets shorter ends early.</summary>
internal sealed class ReadTransfer(LinkFileOpen open, IReadOnlyList<string> names, WorkFolder folder, Action changed, RunnerLog log)
    : SendingTransfer(open, changed, log)
{
    /// <inheritdoc/>
    protected override void Transfer()
    {
        using var file = Open();
        var status = WorkFolder.Status((int)file.DangerousGetHandle());
        Say(new LinkFileState(Number, null, status.Size, status.ModifiedAt, status.Etag));
        var buffer = ArrayPool<byte>.Shared.Rent(LinkFileBytes.PieceBytes);
        try
        {
            for (var offset = WaitForSend(); offset < status.Size;)
            {
                var wanted = (int)Math.Min(WaitForCredit(offset), status.Size - offset);
                var count = RandomAccess.Read(file, buffer.AsSpan(0, wanted), offset);
                if (count == 0)
                {
                    break;
                }

                SendBytes(offset, buffer, 0, count);
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        SendEnd();
    }

    private SafeFileHandle Open()
    {
        using var place = folder.Find(names) ?? throw WorkFileException.NotFound();
        if (place.Status is not { } there)
        {
            throw WorkFileException.NotFound();
        }

        // Looked at before it is opened: opening a device can do things.
        if (!there.IsFile)
        {
            throw WorkFileException.NoFile();
        }

        var file = new SafeFileHandle(WorkFolder.Open(place.Folder, place.Name, OpenFlags.NoFollow), ownsHandle: true);
        if (!WorkFolder.Status((int)file.DangerousGetHandle()).IsFile)
        {
            file.Dispose();
            throw WorkFileException.NoFile();
        }

        return file;
    }
}
