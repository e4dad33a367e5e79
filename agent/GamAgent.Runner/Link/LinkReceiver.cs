using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Execution;
using GamAgent.Runner.Files;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Link;

/// <summary>
/// Does what the agent's frames ask for. Frames about a command that isn't here any more are late, not wrong, and change nothing.
/// </summary>
/// <param name="slot">The session's command.</param>
/// <param name="requests">What answers requests.</param>
/// <param name="files">The transfers of files.</param>
/// <param name="ended">Called when the agent ends the session, with the time for it.</param>
internal sealed class LinkReceiver(CommandSlot slot, LinkRequests requests, FileTransfers files, Action<TimeSpan> ended)
{
    /// <summary>Handles one frame.</summary>
    /// <exception cref="LinkProtocolException">The frame can't be from an agent of this version.</exception>
    internal void Handle(in LinkFrame frame)
    {
        switch (frame.Type)
        {
            case LinkFrameType.Start:
                slot.Start(LinkFraming.ReadJson(frame, LinkJson.Default.LinkStart));
                break;
            case LinkFrameType.Ack:
                Acknowledge(LinkFraming.ReadAck(frame));
                break;
            case LinkFrameType.Stdin:
                var bytes = LinkFraming.ReadBytes(frame);
                slot.Find(bytes.Command)?.Input.Accept(bytes.Offset, bytes.Bytes);
                break;
            case LinkFrameType.Secret:
                var secret = LinkFraming.ReadJson(frame, LinkJson.Default.LinkSecret).Checked();
                slot.Find(secret.Command)?.Secrets.Add(secret.Text);
                break;
            case LinkFrameType.StdinEof:
                slot.Find(LinkFraming.ReadJson(frame, LinkJson.Default.LinkCommand).Command)?.Input.End();
                break;
            case LinkFrameType.Signal:
                Signal(LinkFraming.ReadJson(frame, LinkJson.Default.LinkSignal));
                break;
            case LinkFrameType.Cancel:
                var cancel = LinkFraming.ReadJson(frame, LinkJson.Default.LinkCancel);
                slot.Find(cancel.Command)?.RequestEnd(new CommandEndRequest(cancel.Reason, cancel.Limit));
                break;
            case LinkFrameType.ExitAck:
                slot.Forget(LinkFraming.ReadJson(frame, LinkJson.Default.LinkCommand).Command);
                break;
            case LinkFrameType.End:
                ended(TimeSpan.FromMilliseconds(Math.Clamp(LinkFraming.ReadJson(frame, LinkJson.Default.LinkEnd).GraceMs, 0, int.MaxValue)));
                break;
            case LinkFrameType.Request:
                requests.Accept(LinkFraming.ReadJson(frame, LinkJson.Default.LinkRequest));
                break;
            case LinkFrameType.FileOpen:
                files.Open(LinkFraming.ReadJson(frame, LinkJson.Default.LinkFileOpen));
                break;
            case LinkFrameType.FileSend:
                files.Send(LinkFraming.ReadJson(frame, LinkJson.Default.LinkFileSend));
                break;
            case LinkFrameType.FileBytes:
                files.Bytes(LinkFraming.ReadFileBytes(frame));
                break;
            case LinkFrameType.FileCredit:
                files.Credit(LinkFraming.ReadJson(frame, LinkJson.Default.LinkFileCredit));
                break;
            case LinkFrameType.FileEnd:
                files.End(LinkFraming.ReadJson(frame, LinkJson.Default.LinkFile).Number);
                break;
            case LinkFrameType.FileAbort:
                files.Abort(LinkFraming.ReadJson(frame, LinkJson.Default.LinkFile).Number);
                break;
            default:
                throw new LinkProtocolException($"a frame of type {(byte)frame.Type}, which an agent does not send");
        }
    }

    private void Acknowledge(LinkAck ack)
    {
        if (slot.Find(ack.Command) is { } command)
        {
            command.Output.Stdout.Acknowledge(ack.StdoutOffset);
            command.Output.Stderr.Acknowledge(ack.StderrOffset);
        }
    }

    private void Signal(LinkSignal signal)
    {
        var number = Signals.NumberOf(signal.Name) ?? throw new LinkProtocolException($"a signal {signal.Name}");
        slot.Find(signal.Command)?.Signal(number);
    }
}
