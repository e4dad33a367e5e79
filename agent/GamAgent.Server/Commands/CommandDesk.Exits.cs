using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;

namespace GamAgent.Server.Commands;

/// <content>How commands end: by themselves, with their runner, or with the session.</content>
internal sealed partial class CommandDesk
{
    private void OnRunnerLost()
    {
        lock (_gate)
        {
            if (_runner is null && _current is { } current)
            {
                Lose(current);
                PublishState();
            }
        }
    }

    // The runner that had it is gone for good. One that may or may not have started is not tried again: it may have done half its work.
    private void Lose(LiveCommand command)
    {
        if (command.Started)
        {
            Finish(command, new LinkExit
            {
                Command = command.Number,
                Reason = _endReason is null ? ExitReason.RunnerLost : ExitReason.SessionEnded,
                DurationMs = (long)(_time.GetUtcNow() - command.StartedAt).TotalMilliseconds,
                StdoutBytes = command.Stdout.Received,
                StderrBytes = command.Stderr.Received,
            });
            return;
        }

        _current = null;
        var error = new ErrorData
        {
            Code = ErrorCode.NotReady,
            Message = "the runner of this session died before it told whether the command had started",
            Hint = "look at what the command would have changed, then send it again",
        };
        command.Sender?.Refuse(RefuseShown(command.Sender, command.Id, SecretArguments.Join(command.Start.Args), error));
    }

    private void Finish(LiveCommand command, LinkExit exit)
    {
        command.Stdout.Finish(command.Secrets, EmitterOf(command, OutputStream.Stdout));
        command.Stderr.Finish(command.Secrets, EmitterOf(command, OutputStream.Stderr));
        var reason = exit.Reason;
        if (reason == ExitReason.Exited && exit.ExitCode == 1 && command.Stdin.Ended && command.Messages.InputEnded)
        {
            reason = ExitReason.PromptClosed;
        }

        var (kind, meaning) = ExitMeaning.Of(reason, exit.ExitCode, exit.Signal, exit.Limit);
        if (command.Messages.FailedRows is { } failed && kind == ExitClass.Ok)
        {
            // GAM ends a bulk command with 0 whatever became of its rows.
            (kind, meaning) = (ExitClass.Partial, $"{failed.Count} of {command.Messages.Rows} rows failed");
        }

        _credentialsExpired = command.Messages.CredentialsExpired || (_credentialsExpired && kind != ExitClass.Ok);
        LeavePrompt(command);
        Append(
            RecordKind.Exit,
            new ExitData
            {
                Id = command.Id,
                ExitCode = exit.ExitCode,
                Signal = exit.Signal,
                Reason = reason,
                Class = kind,
                Meaning = meaning,
                DurationMs = exit.DurationMs,
                OutputBytes = exit.StdoutBytes + exit.StderrBytes,
                FailedRows = command.Messages.FailedRows,
                Limit = exit.Limit,
                Memory = exit.Memory,
            },
            EventJson.Default.ExitData,
            command);
        _current = null;
        _activeAt = _time.GetTimestamp();
        if (command.Messages.CredentialsExpired)
        {
            StopQueue();
        }

        if (_endReason is not null)
        {
            CompleteEnd();
        }
    }

    // What waits would fail for the same reason, one after the other.
    private void StopQueue()
    {
        foreach (var queued in _queue.ToArray())
        {
            Remove(queued, new ErrorData
            {
                Code = ErrorCode.Cancelled,
                Message = "removed from the queue: the command before it found the credentials expired or revoked",
                Hint = "authorise again with gam oauth create, give the session the new credentials, then send it again",
                Id = queued.Id,
            });
        }
    }

    private void StartNext()
    {
        if (IsFree && _runner is not null && _endReason is null && _queue.First is { } next)
        {
            _queue.RemoveFirst();
            Begin(next.Value);
        }
    }
}
