using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;

namespace GamAgent.Runner.Files;

/// <summary>A transfer that sends bytes to the agent: from where it was asked to, piece by piece, as far as credit goes.</summary>
internal abstract class SendingTransfer(LinkFileOpen open, Action changed, RunnerLog log) : FileTransfer(open, changed, log)
{
    private long? _from;
    private long _credit;

    /// <summary>The agent wants bytes, from here on.</summary>
    internal void Send(long offset) => Change(() => _from = offset);

    /// <summary>The agent takes bytes up to here.</summary>
    internal void Credit(long upTo) => Change(() => _credit = Math.Max(_credit, upTo));

    /// <summary>Waits until the agent wants bytes; from where on.</summary>
    protected long WaitForSend()
    {
        WaitUntil(() => _from is not null);
        return _from!.Value;
    }

    /// <summary>How many bytes may be sent at an offset, once that is any.</summary>
    protected int WaitForCredit(long offset)
    {
        WaitUntil(() => _credit > offset);
        lock (Gate)
        {
            return (int)Math.Min(LinkFileBytes.PieceBytes, _credit - offset);
        }
    }

    /// <summary>Sends bytes; returns when the buffer may be used again.</summary>
    protected void SendBytes(long offset, byte[] buffer, int start, int count)
    {
        var sent = false;
        Say(writer =>
        {
            LinkFraming.WriteFileBytes(writer, Number, offset, buffer.AsSpan(start, count));
            sent = true;
        });
        WaitUntil(() => sent);
    }

    /// <summary>That was all.</summary>
    protected void SendEnd() => Say(writer => LinkFraming.WriteJson(writer, LinkFrameType.FileEnd, new LinkFile(Number), LinkJson.Default.LinkFile));
}
