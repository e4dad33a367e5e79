using GamAgent.Protocol;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Commands;

/// <content>Why a command is not started, and whom that is told.</content>
internal sealed partial class CommandDesk
{
    private const int ShownCommandLength = 1024;

    private ErrorData? WhyNot(bool queue)
    {
        if (_endReason is not null)
        {
            return new ErrorData { Code = ErrorCode.NotReady, Message = "the session is ending", Hint = "create another session" };
        }

        if (_runner is null)
        {
            return NotReady(null);
        }

        if (_diskFull)
        {
            return new ErrorData
            {
                Code = ErrorCode.DiskFull,
                Message = "the work folder is too full to start a command",
                Hint = "delete files from the work folder, then try again",
            };
        }

        if (IsFree && _queue.Count == 0)
        {
            return null;
        }

        if (!queue)
        {
            return new ErrorData
            {
                Code = ErrorCode.Busy,
                Message = $"the command '{_current?.Id ?? (_checking ?? _queue.First!.Value).Id}' is running; a session runs one at a time",
                Hint = "wait for its exit, send cancel, or send exec with \"queue\":true",
            };
        }

        return _queue.Count < _limits.QueueLength
            ? null
            : new ErrorData
            {
                Code = ErrorCode.QueueFull,
                Message = $"{_queue.Count} commands wait already",
                Hint = "wait for one to start, or cancel one by its id",
            };
    }

    private ErrorData RefuseLine(ICommandSender sender, string? id, string line, ErrorData error) =>
        RefuseShown(sender, id, SecretArguments.RedactLine(line), error);

    private ErrorData RefuseShown(ICommandSender sender, string? id, string shown, ErrorData error)
    {
        Append(RecordKind.Refused, new RefusedData(id, error.Code, Shorten(shown), sender.Subject), EventJson.Default.RefusedData, null);
        return id is null ? error : error with { Id = id };
    }

    private void Remove(CommandRequest queued, ErrorData error)
    {
        if (queued == _checking)
        {
            StopChecking();
        }

        _queue.Remove(queued);
        queued.Sender.Refuse(RefuseShown(queued.Sender, queued.Id, SecretArguments.Join(queued.Args), error));
    }

    private static string Shorten(string text) =>
        text.Length <= ShownCommandLength ? text
        : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[ShownCommandLength - 1]) ? ShownCommandLength - 1 : ShownCommandLength), "…");

    private static ErrorData NotRunning() => new()
    {
        Code = ErrorCode.NotRunning,
        Message = "no such command is running",
        Hint = "start one with input or exec",
    };

    private static ErrorData NotReady(string? id) => new()
    {
        Code = ErrorCode.NotReady,
        Message = "the runner of this session is not attached",
        Hint = "it is starting or being started again: wait for a state event and try again",
        Id = id,
    };
}
