using System.Buffers;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Native;
using Microsoft.Win32.SafeHandles;

namespace GamAgent.Runner.Files;

/// <summary>
/// Writes a file: to a folder of our own inside the work folder, and at the end by one rename to its place, so that there is the old file or
/// the new one and never half of one.
/// </summary>
internal sealed class WriteTransfer(
    LinkFileOpen open, IReadOnlyList<string> names, WorkFolder folder, WorkFolderRoom room, Action changed, RunnerLog log)
    : FileTransfer(open, changed, log)
{
    private const int LookEvery = 4 * 1024 * 1024;
    private const int PrivateFile = 0x180;

    private readonly Queue<(byte[] Bytes, int Count)> _queue = new();
    private readonly RunnerLog _log = log;
    private long _received;
    private long _granted;
    private long _held;
    private bool _ended;

    /// <summary>Takes bytes; never waits.</summary>
    /// <exception cref="LinkProtocolException">More than credit allows, or not the next ones.</exception>
    internal void Accept(in LinkFileBytes bytes)
    {
        var count = (int)bytes.Bytes.Length;
        var copy = ArrayPool<byte>.Shared.Rent(count);
        bytes.Bytes.CopyTo(copy);
        lock (Gate)
        {
            if (bytes.Offset != _received || _received + count > _granted || _ended)
            {
                throw new LinkProtocolException($"bytes of a file at {bytes.Offset} where {_received} to {_granted} were awaited");
            }

            _received += count;
            _queue.Enqueue((copy, count));
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Those were all.</summary>
    internal void End() => Change(() => _ended = true);

    /// <inheritdoc/>
    protected override void Transfer()
    {
        using (var place = folder.Find(names))
        {
            CheckTarget(place?.Status);
        }

        _held = Asked.Length ?? 0;
        room.Hold(_held);
        try
        {
            var (status, created) = Write();
            _log.Information(RunnerEvent.FileWritten, $"transfer {Number}: {_received} bytes");
            Say(new LinkFileState(Number, null, status.Size, status.ModifiedAt, status.Etag, created));
        }
        finally
        {
            room.Release(_held);
        }
    }

    // Nothing of ours is in the work folder any more when the client knows that it is done.
    private (FileStatus Status, bool Created) Write()
    {
        using var part = PartFile.Create(folder, Number);
        Receive(part.File);
        return Place(part);
    }

    private void CheckTarget(FileStatus? present)
    {
        if (present is { IsFile: false })
        {
            throw WorkFileException.NoFile();
        }

        FileConditions.Check(Asked, present);
    }

    private void Receive(SafeFileHandle file)
    {
        Grant(0);
        var looked = 0L;
        for (var written = 0L; Next() is var (bytes, count);)
        {
            try
            {
                RandomAccess.Write(file, bytes.AsSpan(0, count), written);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }

            written += count;

            // What is written shows in the folder's size.
            var shown = Math.Min(_held, count);
            room.Release(shown);
            _held -= shown;
            if (written - looked >= LookEvery)
            {
                looked = written;
                room.Check();
            }

            if (written + (LinkFileBytes.WindowBytes / 2) >= _granted)
            {
                Grant(written);
            }
        }

        room.Check();
        if (Asked.Length is { } length && length != _received)
        {
            throw new OperationCanceledException();
        }
    }

    private void Grant(long written)
    {
        var upTo = written + LinkFileBytes.WindowBytes;
        Change(() => _granted = upTo);
        Say(writer => LinkFraming.WriteJson(writer, LinkFrameType.FileCredit, new LinkFileCredit(Number, upTo), LinkJson.Default.LinkFileCredit));
    }

    private (byte[] Bytes, int Count)? Next()
    {
        WaitUntil(() => _queue.Count > 0 || _ended);
        lock (Gate)
        {
            return _queue.TryDequeue(out var next) ? next : null;
        }
    }

    private (FileStatus Status, bool Created) Place(PartFile part)
    {
        using var place = folder.Find(names, makeFolders: true) ?? throw WorkFileException.NotFound();
        CheckTarget(place.Status);
        if (place.Status is { } before)
        {
            part.SetMode(before.Mode & 0x1FF);
        }

        part.MoveTo(place);
        return (WorkFolder.Status((int)part.File.DangerousGetHandle()), place.Status is null);
    }

    /// <summary>The mode of a new file: its owner's alone.</summary>
    internal const int NewFileMode = PrivateFile;
}
