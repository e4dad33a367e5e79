using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Runner.Execution;

/// <summary>
/// The one command of a session: from its start until the agent has acknowledged its exit. Its memory for unacknowledged output is used again by
/// the next one, if that comes before a rest.
/// </summary>
internal sealed class CommandSlot(CommandContext context)
{
    private readonly Lock _gate = new();
    private (byte[] Stdout, byte[] Stderr)? _rings;
    private CommandExecution? _current;
    private CommandEndRequest? _ending;
    private Task _running = Task.CompletedTask;

    /// <summary>The command that runs, or whose exit is not acknowledged; or null.</summary>
    internal CommandExecution? Current
    {
        get
        {
            lock (_gate)
            {
                return _current;
            }
        }
    }

    /// <summary>Starts a command. One that is here already, sent again after a reconnect, is left alone.</summary>
    /// <exception cref="LinkProtocolException">Another one is here, or the session ends: the agent doesn't know what goes on here and has to connect anew.</exception>
    internal void Start(LinkStart start)
    {
        lock (_gate)
        {
            if (_current is { } current)
            {
                if (current.Start.Command == start.Command)
                {
                    return;
                }

                throw new LinkProtocolException($"a start of command {start.Command} while {current.Start.Command} is not acknowledged");
            }

            if (_ending is not null)
            {
                throw new LinkProtocolException($"a start of command {start.Command} after the end of the session");
            }

            _rings ??= (new byte[CommandOutput.WindowBytes], new byte[CommandOutput.WindowBytes]);
            var execution = new CommandExecution(start, context, new CommandOutput(_rings.Value.Stdout, _rings.Value.Stderr));
            _current = execution;
            _running = Task.Run(execution.RunAsync);
        }

        context.Begun();
    }

    /// <summary>The command of that number, or null when it isn't here (any more).</summary>
    internal CommandExecution? Find(long command) => Current is { } current && current.Start.Command == command ? current : null;

    /// <summary>The exit of a command is in the journal: it is forgotten.</summary>
    internal void Forget(long command)
    {
        lock (_gate)
        {
            if (_current is { Exit: not null } current && current.Start.Command == command)
            {
                _current = null;
            }
        }

        context.Changed();
    }

    /// <summary>Lets go of the memory for output, unless a command is here.</summary>
    internal void Rest()
    {
        lock (_gate)
        {
            _rings = _current is null ? null : _rings;
        }
    }

    /// <summary>Takes no more commands and ends what runs.</summary>
    /// <param name="request">What its exit will say.</param>
    /// <param name="within">The time for it.</param>
    internal void BeginEnd(CommandEndRequest request, TimeSpan within)
    {
        CommandExecution? current;
        lock (_gate)
        {
            _ending ??= request;
            current = _current;
        }

        current?.RequestEnd(request, within);
    }

    /// <summary>Done when no process runs any more.</summary>
    internal Task WhenStillAsync()
    {
        lock (_gate)
        {
            return _running;
        }
    }
}
