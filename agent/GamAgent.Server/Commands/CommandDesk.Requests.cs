using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.CommandLines;
using GamAgent.Protocol.Frames;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Commands;

/// <content>What clients ask for.</content>
internal sealed partial class CommandDesk
{
    private const int RetryAfterMs = 250;
    private static readonly TimeSpan PromptQuiet = TimeSpan.FromMilliseconds(200);

    /// <summary>A line: a command when nothing runs, else a line for standard input, where one is awaited.</summary>
    /// <returns>Why not, or null.</returns>
    public ErrorData? Input(ICommandSender sender, string text)
    {
        lock (_gate)
        {
            if (_current is { Started: true } current)
            {
                if (AwaitsInput(current))
                {
                    return Send(current, sender, Encoding.UTF8.GetBytes(text + "\n"), eof: false);
                }

                if (string.IsNullOrWhiteSpace(text))
                {
                    return null;
                }

                return RefuseLine(sender, null, text, new ErrorData
                {
                    Code = ErrorCode.Busy,
                    Message = $"the command '{current.Id}' is running and does not ask for input",
                    Hint = "wait for its exit, send cancel, or send exec with \"queue\":true; for its standard input use stdin",
                });
            }
        }

        return string.IsNullOrWhiteSpace(text) ? null : Exec(sender, new ExecFrame(null, text, null, null, false));
    }

    /// <summary>Starts a command, or lets it wait.</summary>
    /// <returns>Why not, or null.</returns>
    public ErrorData? Exec(ICommandSender sender, ExecFrame frame)
    {
        var args = frame.Args;
        var shown = frame.Command is { } line ? SecretArguments.RedactLine(line) : SecretArguments.Join(args!);
        var bytes = frame.Command is { } text ? Encoding.UTF8.GetByteCount(text) : args!.Sum(a => Encoding.UTF8.GetByteCount(a) + 1);
        ErrorData? error = null;
        if (bytes > _limits.MaxCommandBytes)
        {
            error = new ErrorData
            {
                Code = ErrorCode.TooLarge,
                Message = $"the command has {bytes} bytes; {_limits.MaxCommandBytes} are allowed",
                Hint = "put the items into a file and use gam csv FILE or gam batch FILE",
            };
        }
        else if (frame.Command is not null)
        {
            var read = CommandLine.Parse(frame.Command);
            (args, error) = (read.Args, read.Error);
        }

        lock (_gate)
        {
            if (frame.Id is { } wanted && InUse(wanted))
            {
                return new ErrorData
                {
                    Code = ErrorCode.BadFrame,
                    Message = "field 'data.id' names a command that is still there",
                    Hint = "choose another id, or leave it out to have one made",
                    Id = wanted,
                };
            }

            error ??= WhyNot(frame.Queue);
            if (error is not null)
            {
                return RefuseShown(sender, frame.Id, shown, error);
            }

            var request = new CommandRequest(frame.Id ?? NewId(), args!, sender, TimeoutMs(frame.TimeoutSeconds));
            _activeAt = _time.GetTimestamp();
            if (IsFree && _queue.Count == 0)
            {
                Begin(request);
                return null;
            }

            _queue.AddLast(request);
            Append(RecordKind.Queued, new QueuedCommand(request.Id, _queue.Count), EventJson.Default.QueuedCommand, null);
            return null;
        }
    }

    /// <summary>Bytes for standard input, its end, or both.</summary>
    /// <returns>Why not, or null.</returns>
    public ErrorData? Stdin(ICommandSender sender, StdinFrame frame)
    {
        lock (_gate)
        {
            if (_current is not { } current)
            {
                return NotRunning() with { Id = frame.Id };
            }

            if (frame.Id is { } wanted && wanted != current.Id)
            {
                return new ErrorData
                {
                    Code = ErrorCode.NotRunning,
                    Message = $"'{wanted}' is not the command that runs",
                    Hint = "send its input after its started event",
                    Id = wanted,
                };
            }

            if (frame.Secret && current.Secrets.Add(Encoding.UTF8.GetString(frame.Bytes.Span)) is { } secret)
            {
                // Before its bytes: a runner that has those has this too, and gives it back to the one that comes after this program.
                _runner?.SendSecret(new LinkSecret(current.Number, secret));
            }

            return Send(current, sender, frame.Bytes.ToArray(), frame.Eof);
        }
    }

    /// <summary>A signal to all of the command's processes.</summary>
    /// <returns>Why not, or null.</returns>
    public ErrorData? Signal(string name)
    {
        lock (_gate)
        {
            if (_current is not { Started: true } current)
            {
                return NotRunning();
            }

            if (_runner is null)
            {
                return NotReady(current.Id);
            }

            _runner.SendSignal(current.Number, name);
            return null;
        }
    }

    /// <summary>Ends the running command by the ladder, or removes a queued one.</summary>
    /// <returns>Why not, or null.</returns>
    public ErrorData? Cancel(string? id)
    {
        lock (_gate)
        {
            if (id is not null && _current?.Id != id)
            {
                var queued = _checking?.Id == id ? _checking : _queue.FirstOrDefault(q => q.Id == id);
                if (queued is null)
                {
                    return NotRunning() with { Id = id };
                }

                Remove(queued, new ErrorData { Code = ErrorCode.Cancelled, Message = "removed from the queue", Id = id });
                StartNext();
                return null;
            }

            if (_current is not { } current)
            {
                return _checking is { } checking ? Cancel(checking.Id) : NotRunning();
            }

            if (_runner is null)
            {
                return NotReady(current.Id);
            }

            _runner.SendCancel(current.Number, ExitReason.Cancelled, null);
            return null;
        }
    }

    private ErrorData? Send(LiveCommand command, ICommandSender sender, byte[] bytes, bool eof)
    {
        if (_runner is null)
        {
            return NotReady(command.Id);
        }

        if (command.Stdin.Ended || command.Stdin.Broken)
        {
            return new ErrorData
            {
                Code = ErrorCode.NotRunning,
                Message = "the command's standard input is closed",
                Hint = "wait for its exit",
                Id = command.Id,
            };
        }

        if (!command.Stdin.Fits(bytes.Length))
        {
            return new ErrorData
            {
                Code = ErrorCode.TooLarge,
                Message = $"the command has not yet taken the input before this; {_limits.StdinBufferBytes} bytes may wait",
                Hint = "nothing of it was sent: send it again later",
                Id = command.Id,
                RetryAfterMs = bytes.Length <= _limits.StdinBufferBytes ? RetryAfterMs : null,
            };
        }

        var offset = command.Stdin.Add(bytes);
        command.Stdin.Ended = eof;
        command.InputUsed = true;
        _activeAt = _time.GetTimestamp();
        var told = new InputData(command.Id, sender.Subject, bytes.Length, eof ? true : null);
        if (command.Started)
        {
            Append(RecordKind.Input, told, EventJson.Default.InputData, command);
        }
        else
        {
            command.EarlyInput.Add(told);
        }

        _runner.SendStdin(command.Number, offset, bytes);
        if (eof)
        {
            _runner.SendStdinEof(command.Number);
        }

        LeavePrompt(command);
        return null;
    }

    private void Launch(CommandRequest request)
    {
        _current = LiveCommand.For(request, _journal.State.LastCommand + 1, _limits.StdinBufferBytes);
        _current.RunnerId = _runnerId;
        _runner!.SendStart(_current.Start);
    }

    private bool IsFree => _current is null && _checking is null;

    private bool InUse(string id) => _current?.Id == id || _checking?.Id == id || _queue.Any(q => q.Id == id);

    private string NewId()
    {
        while (true)
        {
            var id = $"cmd-{Guid.NewGuid().ToString("N")[..8]}";
            if (!InUse(id))
            {
                return id;
            }
        }
    }

    private long? TimeoutMs(int? seconds)
    {
        var most = _limits.CommandTimeout;
        var wanted = seconds is { } s ? TimeSpan.FromSeconds(s) : (TimeSpan?)null;
        return (most, wanted) switch
        {
            (null, null) => null,
            ({ } m, { } w) => (long)Math.Min(m.TotalMilliseconds, w.TotalMilliseconds),
            _ => (long)(most ?? wanted!).Value.TotalMilliseconds,
        };
    }
}
