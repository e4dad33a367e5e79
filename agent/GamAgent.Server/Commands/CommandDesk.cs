using System.Text.Json.Serialization.Metadata;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;
using GamAgent.Server.Settings;

namespace GamAgent.Server.Commands;

/// <summary>
/// Decides about commands: one at a time, what waits, what is refused, how each ends. The one writer of the journal. Everything here is quick
/// and runs under one lock; nothing here waits for a client or for the runner.
/// </summary>
internal sealed partial class CommandDesk : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SessionJournal _journal;
    private readonly AgentLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<CommandDesk> _log;
    private readonly LinkedList<CommandRequest> _queue = new();
    private readonly ITimer _promptTimer;
    private readonly ITimer _promptLimitTimer;
    private readonly ITimer _secretTailTimer;
    private readonly ITimer _runnerLostTimer;
    private readonly ITimer _endTimer;
    private LiveCommand? _current;
    private RunnerConnection? _runner;
    private string? _runnerId;
    private long _activeAt;
    private bool _promptTimerSet;
    private bool _credentialsExpired;
    private bool _diskFull;
    private long _memoryBytes;
    private long _diskBytes;

    public CommandDesk(SessionJournal journal, AgentSettings settings, TimeProvider time, ILogger<CommandDesk> log)
    {
        _journal = journal;
        _limits = settings.Limits;
        _time = time;
        _log = log;
        _activeAt = time.GetTimestamp();
        _promptTimer = Timer(OnPromptTimer);
        _promptLimitTimer = Timer(OnPromptLimit);
        _secretTailTimer = Timer(OnSecretTail);
        _runnerLostTimer = Timer(OnRunnerLost);
        _endTimer = Timer(OnEndTimer);
        _checkTimer = Timer(OnCheckTimer);

        // A runner may still have an answer for the run of this program before.
        _requests = time.GetUtcNow().ToUnixTimeMilliseconds();
        Recover();
    }

    /// <summary>How long a running command waits for its runner to come back before it ends as <c>runner-lost</c>.</summary>
    public static TimeSpan RunnerReturn { get; } = TimeSpan.FromSeconds(20);

    /// <summary>How the session stands, at one moment, for a client that connects.</summary>
    public ConnectedData Describe(string sessionId, string agentId, string version, SessionRole role)
    {
        lock (_gate)
        {
            return new ConnectedData
            {
                SessionId = sessionId,
                Protocol = ProtocolVersion.Subprotocol,
                AgentVersion = version,
                AgentId = agentId,
                State = CurrentState(),
                Running = _current is { Started: true } c ? new RunningCommand(c.Id, c.RedactedArgs, c.Start.By, c.StartedAt) : null,
                Queued = [.. _queue.Select((q, i) => new QueuedCommand(q.Id, i + 1))],
                LastExit = _journal.State.LastExit,
                Conditions = CurrentConditions(),
                Epoch = _journal.Epoch,
                First = _journal.First,
                Next = _journal.Next,
                Role = role,
            };
        }
    }

    /// <summary>How the session stands, for the control plane.</summary>
    public StatusData Status(int clients)
    {
        lock (_gate)
        {
            return new StatusData
            {
                State = CurrentState(),
                Conditions = CurrentConditions(),
                IdleMs = IdleMs(),
                RunningMs = _current is { Started: true } c ? (long)(_time.GetUtcNow() - c.StartedAt).TotalMilliseconds : null,
                Clients = clients,
                Journal = new JournalStatus(_journal.Epoch, _journal.First, _journal.Next, _journal.Bytes),
                MemoryBytes = _memoryBytes,
                DiskBytes = _diskBytes,
            };
        }
    }

    /// <summary>A runner is attached.</summary>
    public bool RunnerAttached
    {
        get
        {
            lock (_gate)
            {
                return _runner is not null;
            }
        }
    }

    /// <summary>The session is used, by something else than a command: its idle time begins anew.</summary>
    public void Touch()
    {
        lock (_gate)
        {
            _activeAt = _time.GetTimestamp();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _promptTimer.Dispose();
        _promptLimitTimer.Dispose();
        _secretTailTimer.Dispose();
        _runnerLostTimer.Dispose();
        _endTimer.Dispose();
        _checkTimer.Dispose();
    }

    private ITimer Timer(Action callback) =>
        _time.CreateTimer(static state => ((Action)state!)(), callback, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private long IdleMs() =>
        !IsFree || _queue.Count > 0 ? 0 : (long)_time.GetElapsedTime(_activeAt).TotalMilliseconds;

    private AgentState CurrentState() =>
        _endReason is not null ? AgentState.Ending
        : _runner is null ? AgentState.NotReady
        : _current is { Started: true } ? AgentState.Running
        : AgentState.Idle;

    private List<SessionCondition> CurrentConditions()
    {
        var conditions = new List<SessionCondition>();
        if (_current is { Messages.Throttled: true })
        {
            conditions.Add(SessionCondition.Throttled);
        }

        if (_current is { Messages.Stalled: true })
        {
            conditions.Add(SessionCondition.Stalled);
        }

        if (_current is { AtPrompt: true })
        {
            conditions.Add(SessionCondition.AskedForInput);
        }

        if (_credentialsExpired)
        {
            conditions.Add(SessionCondition.CredentialsExpired);
        }

        if (_diskFull)
        {
            conditions.Add(SessionCondition.DiskFull);
        }

        return conditions;
    }

    private void PublishState(string? reason = null, string? message = null)
    {
        var state = CurrentState();
        var conditions = CurrentConditions();
        var before = _journal.State.State;
        if (before.State != state || !before.Conditions.SequenceEqual(conditions) || reason is not null)
        {
            Append(RecordKind.State, new StateData(state, conditions, reason, message), EventJson.Default.StateData, null);
        }
    }

    private void Append<T>(RecordKind kind, T data, JsonTypeInfo<T> info, LiveCommand? command, ReadOnlySpan<byte> hidden = default) =>
        _journal.Append(new JournalEntry
        {
            Kind = kind,
            Command = command?.Number ?? 0,
            Id = command is null ? default : command.IdBytes,
            Private = hidden,
            Payload = EventText.Encode(data, info),
        });
}
