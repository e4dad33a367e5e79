using System.Buffers;
using GamAgent.Protocol.Files;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;

namespace GamAgent.Runner.Files;

/// <summary>
/// The transfers that the agent has asked for. Their frames go out between those of commands, one transfer's at a time and in turn; what comes
/// for one that is over is late, not wrong.
/// </summary>
internal sealed class FileTransfers(WorkFolder folder, WorkFolderRoom room, Action changed, RunnerLog log)
{
    /// <summary>More than the agent has at a time: those that it gave up may need a moment for their end.</summary>
    internal const int MostTransfers = 32;

    private readonly Lock _gate = new();
    private readonly List<FileTransfer> _transfers = [];
    private readonly Queue<LinkFileState> _refused = new();
    private int _turn;

    /// <summary>Begins a transfer.</summary>
    /// <exception cref="LinkProtocolException">It can't be from an agent of this version.</exception>
    internal void Open(LinkFileOpen open)
    {
        if (Create(open) is not { } transfer)
        {
            changed();
            return;
        }

        lock (_gate)
        {
            _transfers.Add(transfer);
        }

        transfer.Start();
    }

    /// <summary>Bytes of an upload.</summary>
    internal void Bytes(in LinkFileBytes bytes) => Find<WriteTransfer>(bytes.Number)?.Accept(bytes);

    /// <summary>Bytes of a download are wanted.</summary>
    internal void Send(LinkFileSend send) => Find<SendingTransfer>(send.Number)?.Send(Math.Max(0, send.Offset));

    /// <summary>More of them are.</summary>
    internal void Credit(LinkFileCredit credit) => Find<SendingTransfer>(credit.Number)?.Credit(credit.UpTo);

    /// <summary>An upload is whole.</summary>
    internal void End(long number) => Find<WriteTransfer>(number)?.End();

    /// <summary>A transfer is not wanted any more.</summary>
    internal void Abort(long number) => Find<FileTransfer>(number)?.Abort();

    /// <summary>The connection is gone, and with it whoever asked.</summary>
    internal void AbortAll()
    {
        lock (_gate)
        {
            foreach (var transfer in _transfers)
            {
                transfer.Abort();
            }

            _transfers.Clear();
            _refused.Clear();
        }
    }

    /// <summary>Writes one frame, of the transfer whose turn it is.</summary>
    internal void Write(IBufferWriter<byte> writer)
    {
        lock (_gate)
        {
            if (_refused.TryDequeue(out var refused))
            {
                LinkFraming.WriteJson(writer, LinkFrameType.FileState, refused, LinkJson.Default.LinkFileState);
                return;
            }

            _transfers.RemoveAll(transfer => transfer.Done);
            for (var i = 0; i < _transfers.Count; i++)
            {
                if (_transfers[_turn++ % _transfers.Count].Write(writer))
                {
                    return;
                }
            }
        }
    }

    private FileTransfer? Create(LinkFileOpen open)
    {
        if (open.Path is null)
        {
            throw new LinkProtocolException("a transfer without its path");
        }

        lock (_gate)
        {
            _transfers.RemoveAll(transfer => transfer.Done);
            if (_transfers.Count + _refused.Count >= MostTransfers)
            {
                throw new LinkProtocolException($"more than {MostTransfers} transfers at once");
            }
        }

        if (open.Action is LinkFileAction.List)
        {
            return new ListTransfer(open, folder, changed, log);
        }

        if (WorkPath.Parse(open.Path, out var problem) is not { Names: var names })
        {
            lock (_gate)
            {
                _refused.Enqueue(new LinkFileState(open.Number, new FileProblem(FileErrorCode.InvalidRequest, $"The path {problem}")));
            }

            return null;
        }

        return open.Action switch
        {
            LinkFileAction.Read => new ReadTransfer(open, names, folder, changed, log),
            LinkFileAction.Write => new WriteTransfer(open, names, folder, room, changed, log),
            LinkFileAction.Delete => new DeleteTransfer(open, names, folder, changed, log),
            _ => throw new LinkProtocolException("a transfer that is none"),
        };
    }

    private T? Find<T>(long number)
        where T : FileTransfer
    {
        lock (_gate)
        {
            return _transfers.Find(transfer => transfer.Number == number) as T;
        }
    }
}
