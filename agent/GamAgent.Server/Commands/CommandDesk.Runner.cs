using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;

namespace GamAgent.Server.Commands;

/// <content>What the runner says.</content>
internal sealed partial class CommandDesk
{
    /// <summary>A runner said hello: it takes the place of the one before, and what ran goes on or is lost.</summary>
    /// <param name="runner">Its connection.</param>
    /// <param name="hello">What it said.</param>
    /// <param name="welcomed">Called when its welcome is on the way and nobody was told yet that it is there.</param>
    public void Attach(RunnerConnection runner, LinkHello hello, Action? welcomed = null)
    {
        lock (_gate)
        {
            var before = _runner;
            _runner = runner;
            _runnerId = hello.RunnerId;
            before?.Abort();
            _runnerLostTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var running = hello.Running;
            if (_current is { } current && (current.RunnerId != hello.RunnerId || (current.Started && running?.Start.Command != current.Number)))
            {
                Lose(current);
            }

            if (_current is { } kept)
            {
                Welcome(runner, kept, hello);
            }
            else if (running is not null && running.Start.Command > _journal.State.LastCommand)
            {
                _current = LiveCommand.Adopt(running.Start, hello.RunnerId, _limits.StdinBufferBytes);
                _current.Stdin.ResumeAt(hello.StdinReceived);
                runner.SendWelcome(new LinkWelcome(_current.Number, 0, 0));
                JournalStart(_current, running);
            }
            else
            {
                runner.SendWelcome(new LinkWelcome(running?.Start.Command ?? 0, 0, 0));
                if (running is not null)
                {
                    // Its exit is in the journal; only the acknowledgement was lost.
                    runner.SendExitAck(running.Start.Command);
                }
            }

            welcomed?.Invoke();
            if (_endReason is not null)
            {
                runner.SendEnd((long)_endGrace.TotalMilliseconds);
            }

            if (_checking is not null)
            {
                AskForFile();
            }

            StartNext();
            PublishState();
        }
    }

    /// <summary>The runner's connection is gone.</summary>
    public void Detach(RunnerConnection runner)
    {
        lock (_gate)
        {
            if (_runner != runner)
            {
                return;
            }

            _runner = null;
            if (_current is not null)
            {
                _runnerLostTimer.Change(RunnerReturn, Timeout.InfiniteTimeSpan);
            }

            PublishState();
        }
    }

    /// <summary>A command's process was started.</summary>
    public void Started(RunnerConnection runner, LinkStarted started)
    {
        lock (_gate)
        {
            if (_runner == runner && _current is { Started: false } current && current.Number == started.Start.Command)
            {
                JournalStart(current, started);
            }
        }
    }

    /// <summary>A command printed.</summary>
    /// <exception cref="LinkProtocolException">Bytes are missing before these.</exception>
    public void Output(RunnerConnection runner, in LinkBytes output)
    {
        lock (_gate)
        {
            if (_runner != runner)
            {
                return;
            }

            var length = output.Bytes.Length;
            if (_current is not { Started: true } current || current.Number != output.Command)
            {
                // Of a command whose exit is in the journal, said again after a lost acknowledgement.
                var end = output.Offset + length;
                runner.SendAck(new LinkAck(
                    output.Command, output.Stream == OutputStream.Stdout ? end : 0, output.Stream == OutputStream.Stderr ? end : 0));
                return;
            }

            var text = current.TextOf(output.Stream);
            if (text.Received == 0 && output.Offset > 0)
            {
                // A journal that began after the command did: what the runner has forgotten is gone.
                text.Restart(output.Offset);
            }

            var skip = text.Received - output.Offset;
            if (skip < 0)
            {
                throw new LinkProtocolException($"output from {output.Offset} on where {text.Received} was awaited");
            }

            if (skip < length)
            {
                Print(current, output.Stream, output.Bytes.Slice(skip));
            }

            runner.SendAck(new LinkAck(current.Number, current.Stdout.Journaled, current.Stderr.Journaled));
        }
    }

    /// <summary>The child took input.</summary>
    public void StdinTaken(RunnerConnection runner, LinkStdinTaken taken)
    {
        lock (_gate)
        {
            if (_runner == runner && _current is { } current && current.Number == taken.Command)
            {
                current.Stdin.Take(taken.Bytes);
                current.Stdin.Broken |= taken.Closed;
            }
        }
    }

    /// <summary>The runner gives back a secret that was sent as input before this program was started again.</summary>
    public void KeptSecret(RunnerConnection runner, LinkSecret secret)
    {
        lock (_gate)
        {
            if (_runner == runner && _current is { } current && current.Number == secret.Command)
            {
                current.Secrets.Add(secret.Text);
            }
        }
    }

    /// <summary>A command ended.</summary>
    /// <exception cref="LinkProtocolException">Output is missing before its end.</exception>
    public void Exited(RunnerConnection runner, LinkExit exit)
    {
        lock (_gate)
        {
            if (_runner != runner)
            {
                return;
            }

            if (_current is { } current && current.Number == exit.Command)
            {
                if (!current.Started)
                {
                    throw new LinkProtocolException("an exit before its start");
                }

                if (current.Stdout.Received < exit.StdoutBytes || current.Stderr.Received < exit.StderrBytes)
                {
                    throw new LinkProtocolException("an exit before the last output");
                }

                Finish(current, exit);
            }

            runner.SendExitAck(exit.Command);
            StartNext();
            PublishState();
        }
    }

    /// <summary>Figures of memory and disk.</summary>
    public void Usage(RunnerConnection runner, LinkUsage usage)
    {
        lock (_gate)
        {
            if (_runner == runner)
            {
                _memoryBytes = usage.MemoryBytes ?? 0;
                _diskBytes = usage.DiskBytes ?? 0;
                _diskFull = usage.DiskFull;
                PublishState();
            }
        }
    }

    private void Welcome(RunnerConnection runner, LiveCommand current, LinkHello hello)
    {
        if (hello.Running is null)
        {
            // The start was lost on the way, and the runner, the same one, has run nothing since.
            runner.SendWelcome(new LinkWelcome(0, 0, 0));
            runner.SendStart(current.Start);
            SendInputAgain(runner, current, 0);
            return;
        }

        current.Stdout.Restart();
        current.Stderr.Restart();
        foreach (var secret in SecretArguments.Find(hello.Running.Start.Args))
        {
            current.Secrets.Add(secret);
        }

        runner.SendWelcome(new LinkWelcome(current.Number, current.Stdout.Journaled, current.Stderr.Journaled));
        if (!current.Started)
        {
            JournalStart(current, hello.Running);
        }

        current.Stdin.ResumeAt(hello.StdinReceived);
        SendInputAgain(runner, current, hello.StdinReceived);
        if (current.Started && !current.AtPrompt)
        {
            // It may have stopped at a prompt before this program was killed.
            current.StdoutAt = _time.GetTimestamp();
            WatchPrompt(current);
        }
    }

    private static void SendInputAgain(RunnerConnection runner, LiveCommand current, long received)
    {
        foreach (var (offset, bytes) in current.Stdin.After(received))
        {
            runner.SendStdin(current.Number, offset, bytes.Span);
        }

        if (current.Stdin.Ended)
        {
            runner.SendStdinEof(current.Number);
        }
    }

    private void JournalStart(LiveCommand command, LinkStarted started)
    {
        command.Started = true;
        command.StartedAt = _time.GetUtcNow();
        Append(
            RecordKind.Started,
            new StartedData(command.Id, command.RedactedArgs, command.Start.By, started.Pid),
            EventJson.Default.StartedData,
            command,
            Encoding.UTF8.GetBytes(command.RunnerId!));
        foreach (var input in command.EarlyInput)
        {
            Append(RecordKind.Input, input, EventJson.Default.InputData, command);
        }

        command.EarlyInput.Clear();
        PublishState();
    }
}
