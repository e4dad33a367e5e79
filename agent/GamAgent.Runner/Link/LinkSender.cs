using System.Buffers;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Execution;

namespace GamAgent.Runner.Link;

/// <summary>
/// Turns the state of things into frames: what of the present command this connection has not carried yet. There is no queue of frames: a new connection
/// begins at the offsets of its welcome, and nothing is lost or carried twice.
/// </summary>
internal sealed class LinkSender(CommandSlot slot, Func<LinkUsage?> usage)
{
    /// <summary>Output in one frame, in bytes; larger ones bring nothing, and the agent's buffers are made for what fits 64 KiB with all that is around it.</summary>
    internal const int PieceBytes = 60 * 1024;

    private readonly byte[] _piece = new byte[PieceBytes];
    private CommandExecution? _command;
    private LinkUsage? _usageSent;
    private bool _startedSent;
    private bool _exitSent;
    private long _stdoutSent;
    private long _stderrSent;
    private long _takenSent;
    private bool _closedSent;
    private Queue<string>? _secrets;

    /// <summary>Begins where the agent's journal stands.</summary>
    internal void Begin(LinkWelcome welcome)
    {
        if (slot.Find(welcome.Command) is { } command)
        {
            Follow(command);
            _stdoutSent = welcome.StdoutOffset;
            _stderrSent = welcome.StderrOffset;
            command.Output.Stdout.Acknowledge(welcome.StdoutOffset);
            command.Output.Stderr.Acknowledge(welcome.StderrOffset);
            _secrets = new Queue<string>(command.Secrets.All());
        }
    }

    /// <summary>Writes what is there: at most one piece of each stream.</summary>
    internal void Write(IBufferWriter<byte> writer)
    {
        if (usage() is { } figures && !ReferenceEquals(figures, _usageSent))
        {
            _usageSent = figures;
            LinkFraming.WriteJson(writer, LinkFrameType.Usage, figures, LinkJson.Default.LinkUsage);
        }

        if (slot.Current is not { } command)
        {
            return;
        }

        if (!ReferenceEquals(command, _command))
        {
            Follow(command);
        }

        if (command.Started is not { } started)
        {
            return;
        }

        if (!_startedSent)
        {
            _startedSent = true;
            LinkFraming.WriteJson(writer, LinkFrameType.Started, started, LinkJson.Default.LinkStarted);
        }

        if (_secrets?.TryDequeue(out var secret) is true)
        {
            // One at a time, each before all output: together they may be more than is good to hold.
            LinkFraming.WriteJson(writer, LinkFrameType.Secret, new LinkSecret(command.Start.Command, secret), LinkJson.Default.LinkSecret);
            return;
        }

        WriteInput(writer, command);
        // Read before the output: an exit that is there has all its output before it.
        var exit = command.Exit;
        var more = WriteOutput(writer, command, OutputStream.Stdout, ref _stdoutSent);
        more |= WriteOutput(writer, command, OutputStream.Stderr, ref _stderrSent);
        if (exit is not null && !more && !_exitSent)
        {
            _exitSent = true;
            LinkFraming.WriteJson(writer, LinkFrameType.Exit, exit, LinkJson.Default.LinkExit);
        }
    }

    private void Follow(CommandExecution command)
    {
        _secrets = null;
        _command = command;
        _startedSent = false;
        _exitSent = false;
        _stdoutSent = 0;
        _stderrSent = 0;
        _takenSent = 0;
        _closedSent = false;
    }

    private void WriteInput(IBufferWriter<byte> writer, CommandExecution command)
    {
        var closed = command.Input.Closed;
        var taken = command.Input.Taken;
        if (taken != _takenSent || closed != _closedSent)
        {
            _takenSent = taken;
            _closedSent = closed;
            LinkFraming.WriteJson(
                writer, LinkFrameType.StdinTaken, new LinkStdinTaken(command.Start.Command, taken, closed), LinkJson.Default.LinkStdinTaken);
        }
    }

    private bool WriteOutput(IBufferWriter<byte> writer, CommandExecution command, OutputStream stream, ref long sent)
    {
        var window = command.Output[stream];
        var count = window.Copy(ref sent, _piece);
        if (count > 0)
        {
            LinkFraming.WriteBytes(writer, LinkFrameType.Output, command.Start.Command, stream, sent, _piece.AsSpan(0, count));
            sent += count;
        }

        return sent < window.End;
    }
}
