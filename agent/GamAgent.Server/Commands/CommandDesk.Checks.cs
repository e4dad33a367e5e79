using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.BulkFiles;
using GamAgent.Server.Runner;

namespace GamAgent.Server.Commands;

/// <content>
/// Bulk commands whose file has an open quote are not started. The runner, which has the work folder, is asked for the text; a file that it can't give
/// (none there, too large, outside the work folder) is GAM's to complain about.
/// </content>
internal sealed partial class CommandDesk
{
    private const string ReadText = "read-text";
    private static readonly TimeSpan CheckWait = TimeSpan.FromSeconds(5);

    private readonly ITimer _checkTimer;
    private CommandRequest? _checking;
    private BulkFile? _checkedFile;
    private long _requests;

    /// <summary>The runner answered a request.</summary>
    public void Replied(RunnerConnection runner, LinkReply reply)
    {
        lock (_gate)
        {
            if (_runner == runner && _checking is not null && reply.Number == _requests)
            {
                Checked(reply.Result);
            }
        }
    }

    private void Begin(CommandRequest request)
    {
        _checkedFile = BulkFile.Find(request.Args);
        if (_checkedFile is null)
        {
            Launch(request);
            return;
        }

        _checking = request;
        AskForFile();
    }

    private void AskForFile()
    {
        _runner!.SendRequest(new LinkRequest(++_requests, ReadText, _checkedFile!.Path));
        _checkTimer.Change(CheckWait, Timeout.InfiniteTimeSpan);
    }

    // A runner that doesn't answer must not keep a command from starting; one that is gone is asked when it is back.
    private void OnCheckTimer()
    {
        lock (_gate)
        {
            if (_runner is not null && _checking is not null)
            {
                Checked(null);
            }
        }
    }

    private void Checked(string? text)
    {
        var request = StopChecking();
        if (text is null || _checkedFile!.FindOpenQuote(text) is not { } open)
        {
            Launch(request);
            return;
        }

        request.Sender.Refuse(RefuseShown(request.Sender, request.Id, SecretArguments.Join(request.Args), new ErrorData
        {
            Code = ErrorCode.BadCommand,
            Message = $"{_checkedFile.Path}:{open.Line}: the quote {open.Quote} at column {open.Column} is never closed",
            Hint = _checkedFile.Csv
                ? "close it, or double it where it is part of the value; nothing was run"
                : "close it, or write \\' or \\\" where it is part of a word, as in o\\'brien; nothing was run",
        }));
        StartNext();
        PublishState();
    }

    private CommandRequest StopChecking()
    {
        var request = _checking!;
        _checking = null;
        _checkTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return request;
    }
}
