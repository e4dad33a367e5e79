using System.Buffers;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;

namespace GamAgent.Server.Commands;

/// <content>What commands print, on its way into the journal.</content>
internal sealed partial class CommandDesk
{
    private static readonly TimeSpan SecretTailWait = TimeSpan.FromMilliseconds(100);

    private void Print(LiveCommand command, OutputStream stream, in ReadOnlySequence<byte> bytes)
    {
        var text = command.TextOf(stream);
        foreach (var piece in bytes)
        {
            text.Accept(piece.Span, command.Secrets, EmitterOf(command, stream));
        }

        if (text.HoldsShortTail && command.Secrets.Any)
        {
            _secretTailTimer.Change(SecretTailWait, Timeout.InfiniteTimeSpan);
        }
    }

    private StreamText.Emit EmitterOf(LiveCommand command, OutputStream stream) => (text, flags, endOffset) =>
    {
        _journal.Append(new JournalEntry
        {
            Kind = RecordKind.Output,
            Flags = flags | (stream == OutputStream.Stderr ? RecordFlags.Stderr : RecordFlags.None),
            Command = command.Number,
            EndOffset = endOffset,
            Id = command.IdBytes,
            Payload = text,
        });
        if (stream == OutputStream.Stdout)
        {
            command.StdoutOpen = text[^1] != (byte)'\n';
            command.StdoutAt = _time.GetTimestamp();
            command.Messages.Printed(() => PublishState());
            WatchPrompt(command);
        }
        else
        {
            command.Messages.Read(
                text, progress => Append(RecordKind.Progress, progress, EventJson.Default.ProgressData, command), () => PublishState());
        }
    };

    private void OnSecretTail()
    {
        lock (_gate)
        {
            if (_current is not { Started: true } current)
            {
                return;
            }

            foreach (var stream in (ReadOnlySpan<OutputStream>)[OutputStream.Stdout, OutputStream.Stderr])
            {
                if (current.TextOf(stream).HoldsShortTail)
                {
                    current.TextOf(stream).Release(current.Secrets, EmitterOf(current, stream));
                }
            }

            _runner?.SendAck(new LinkAck(current.Number, current.Stdout.Journaled, current.Stderr.Journaled));
        }
    }
}
