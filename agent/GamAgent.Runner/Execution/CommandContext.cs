using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Guards;
using GamAgent.Runner.Processes;
using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Execution;

/// <summary>What every command of a session runs with.</summary>
internal sealed record CommandContext
{
    /// <summary>The runner's settings.</summary>
    public required RunnerSettings Settings { get; init; }

    /// <summary>This program itself, for the trampoline.</summary>
    public required string Trampoline { get; init; }

    /// <summary>The environment of commands.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Which processes CliWrap started.</summary>
    public required StartedProcesses Started { get; init; }

    /// <summary>Signals to all processes of the session.</summary>
    public required SessionSignals Signals { get; init; }

    /// <summary>What the kernel's memory killer did.</summary>
    public required KernelKills KernelKills { get; init; }

    /// <summary>Time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The log.</summary>
    public required RunnerLog Log { get; init; }

    /// <summary>Called before each command: folders and credentials are as they should be. A missing folder and a missing program would look the same.</summary>
    public required Action Prepare { get; init; }

    /// <summary>Called when a command begins.</summary>
    public required Action Begun { get; init; }

    /// <summary>Called when there is something new for the link.</summary>
    public required Action Changed { get; init; }
}
