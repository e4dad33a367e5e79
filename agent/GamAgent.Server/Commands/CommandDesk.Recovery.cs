using GamAgent.Protocol;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Commands;

/// <content>Going on after this program was killed.</content>
internal sealed partial class CommandDesk
{
    private const int ReadAgainBytes = 256 << 10;

    // What was queued when this program was killed is gone with its arguments, which no file may hold; the audit gets its row.
    private void Recover()
    {
        lock (_gate)
        {
            foreach (var id in _journal.State.Queued.ToArray())
            {
                Append(RecordKind.Refused, new RefusedData(id, ErrorCode.Cancelled, "", ""), EventJson.Default.RefusedData, null);
            }

            if (_journal.State.Running is { } running)
            {
                _current = LiveCommand.Recover(running, _limits.StdinBufferBytes);
                ReadAgain(_current);
                _runnerLostTimer.Change(RunnerReturn, Timeout.InfiniteTimeSpan);
            }

            PublishState();
        }
    }

    // Rows, back-off and the like are not in the journal's state: they are read once more from what the command had said, and a step of progress
    // that the kill kept out of the journal follows.
    private void ReadAgain(LiveCommand command)
    {
        using var cursor = new JournalCursor(_journal, _journal.First);
        var buffer = new byte[ReadAgainBytes];
        var steps = new Queue<ProgressData>();
        var fromItsStart = false;
        while (cursor.HasMore && cursor.Read(ref buffer, out var filled) is not JournalRead.Nothing and var read)
        {
            fromItsStart &= read is not JournalRead.Gap;
            for (var rest = buffer.AsSpan(0, filled); RecordCodec.TryRead(rest, out var entry); rest = rest[RecordCodec.Size(entry)..])
            {
                if (cursor.Advance(entry) && entry.Command == command.Number)
                {
                    fromItsStart |= entry.Kind == RecordKind.Started;
                    ReadAgain(command, entry, steps);
                }
            }
        }

        while (fromItsStart && steps.TryDequeue(out var step))
        {
            Append(RecordKind.Progress, step, EventJson.Default.ProgressData, command);
        }
    }

    private static void ReadAgain(LiveCommand command, in JournalEntry entry, Queue<ProgressData> steps)
    {
        if (entry.Kind == RecordKind.Output)
        {
            command.TextOf(entry.Flags.HasFlag(RecordFlags.Stderr) ? OutputStream.Stderr : OutputStream.Stdout).Recall(entry.Payload);
        }

        switch (entry.Kind)
        {
            case RecordKind.Output when entry.Flags.HasFlag(RecordFlags.Stderr):
                command.Messages.Read(entry.Payload, steps.Enqueue, static () => { });
                break;
            case RecordKind.Output:
                command.Messages.Printed(static () => { });
                break;
            case RecordKind.Progress:
                steps.TryDequeue(out _);
                break;
        }
    }
}
