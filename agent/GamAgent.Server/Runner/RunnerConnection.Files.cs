using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Server.Runner;

/// <content>
/// Frames about files. Of their bytes there is one frame at a time among what waits to be sent: whatever a command needs waits for one such
/// frame at most.
/// </content>
internal sealed partial class RunnerConnection
{
    private readonly SemaphoreSlim _fileTurn = new(1);
    private bool _fileWaits;

    // Good after the source was disposed of, too.
    private CancellationToken _stopped;

    public void SendFileOpen(LinkFileOpen open) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.FileOpen, open, LinkJson.Default.LinkFileOpen));

    public void SendFileSend(long number, long offset) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.FileSend, new LinkFileSend(number, offset), LinkJson.Default.LinkFileSend));

    public void SendFileCredit(long number, long upTo) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.FileCredit, new LinkFileCredit(number, upTo), LinkJson.Default.LinkFileCredit));

    public void SendFileEnd(long number) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.FileEnd, new LinkFile(number), LinkJson.Default.LinkFile));

    public void SendFileAbort(long number) =>
        Enqueue(w => LinkFraming.WriteJson(w, LinkFrameType.FileAbort, new LinkFile(number), LinkJson.Default.LinkFile));

    /// <summary>Sends bytes of a file, once those before them are on their way.</summary>
    /// <exception cref="OperationCanceledException">The connection is gone, or the caller gave up.</exception>
    public async Task SendFileBytesAsync(long number, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopped, cancellationToken);
        await _fileTurn.WaitAsync(either.Token);
        lock (_gate)
        {
            LinkFraming.WriteFileBytes(_waiting, number, offset, bytes.Span);
            _fileWaits = true;
        }

        _doorbell.Ring();
    }

    private void TakeFile(in LinkFrame frame)
    {
        switch (frame.Type)
        {
            case LinkFrameType.FileState:
                var state = LinkFraming.ReadJson(frame, LinkJson.Default.LinkFileState).Checked();
                files.Find(this, state.Number)?.Take(state);
                break;
            case LinkFrameType.FileBytes:
                var bytes = LinkFraming.ReadFileBytes(frame);
                files.Find(this, bytes.Number)?.Take(bytes);
                break;
            case LinkFrameType.FileCredit:
                var credit = LinkFraming.ReadJson(frame, LinkJson.Default.LinkFileCredit);
                files.Find(this, credit.Number)?.Take(credit);
                break;
            case LinkFrameType.FileEnd:
                files.Find(this, LinkFraming.ReadJson(frame, LinkJson.Default.LinkFile).Number)?.TakeEnd();
                break;
            default:
                throw new LinkProtocolException($"a {frame.Type} frame that a runner does not send here");
        }
    }
}
