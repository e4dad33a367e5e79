using System.ComponentModel;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Exec;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Execution;

/// <summary>
/// One command from its start to its exit: process, terminals, time limit, ladder, drain, and the end of what it left behind.
/// Owns all of these; not the link, which reads <see cref="Started"/>, <see cref="Output"/>, <see cref="Input"/> and <see cref="Exit"/> from it.
/// </summary>
internal sealed class CommandExecution
{
    private static readonly TimeSpan KillWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GentleEnd = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastDrain = TimeSpan.FromSeconds(2);

    private readonly CommandContext _context;
    private readonly TaskCompletionSource<CommandEndRequest> _endAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EndWaits _waits;
    private long _startedAt;
    private volatile LinkStarted? _started;
    private volatile LinkExit? _exit;

    internal CommandExecution(LinkStart start, CommandContext context, CommandOutput output)
    {
        Start = start;
        Output = output;
        _context = context;
        _waits = EndWaits.From(context.Settings);
        Input = new StandardInput(context.Changed);
        Secrets = new KeptSecrets();
    }

    /// <summary>What was asked for.</summary>
    internal LinkStart Start { get; }

    /// <summary>What it printed and the agent doesn't have yet.</summary>
    internal CommandOutput Output { get; }

    /// <summary>Its standard input.</summary>
    internal StandardInput Input { get; }

    /// <summary>Secrets among its input, for an agent that comes after the one that sent them.</summary>
    internal KeptSecrets Secrets { get; }

    /// <summary>Set once the process has started; its id is 0 for one that could not.</summary>
    internal LinkStarted? Started => _started;

    /// <summary>Set at the very end, when the output is complete.</summary>
    internal LinkExit? Exit => _exit;

    /// <summary>Done when <see cref="Exit"/> is set.</summary>
    internal Task Ended => _ended.Task;

    /// <summary>Asks for the end; only the first one counts.</summary>
    /// <param name="request">Why.</param>
    /// <param name="within">The time that all of it may take; null for the configured waits.</param>
    /// <returns>Whether it is this request that counts.</returns>
    internal bool RequestEnd(CommandEndRequest request, TimeSpan? within = null)
    {
        if (within is { } most)
        {
            _waits = _waits.Within(most);
        }

        if (!_endAsked.TrySetResult(request))
        {
            return false;
        }

        _context.Log.Information(RunnerEvent.EndAsked, $"command {Start.Command}: {request.Reason.ToWireName()}");
        return true;
    }

    /// <summary>Sends a signal to all its processes.</summary>
    internal void Signal(int signal)
    {
        if (Exit is null)
        {
            _context.Signals.SendToAll(signal);
        }
    }

    /// <summary>Runs it. Never throws; what goes wrong is in the exit and in the log.</summary>
    internal async Task RunAsync()
    {
        _startedAt = _context.Time.GetTimestamp();
        var end = new CommandEnd(null, null, Started: false);
        CommandTerminals? terminals = null;
        try
        {
            terminals = CommandTerminals.Open(Output, _context.Time);
            var process = StartProcess(terminals);
            Announce(process.Pid);
            terminals.StartReading(_context.Changed);
            end = await RunToEndAsync(process, terminals);
        }
        catch (Exception e) when (e is NativeCallException or Win32Exception or IOException or UnauthorizedAccessException or ArgumentException)
        {
            _context.Log.Error(RunnerEvent.CommandNotStarted, $"command {Start.Command}: {e.Message}");
            terminals?.Dispose();
            if (Started is null)
            {
                Announce(0);
            }
        }

        Finish(end);
    }

    private CommandProcess StartProcess(CommandTerminals terminals)
    {
        if (Start.Args.Any(argument => argument.Contains('\0')))
        {
            throw new ArgumentException("an argument holds a zero byte, which no program can be given");
        }

        _context.Prepare();
        _context.KernelKills.Mark();
        // A work folder that somebody removed is made again: without it every command would end as if gam could not be executed.
        Directory.CreateDirectory(_context.Settings.WorkFolder);
        var (stdout, stderr) = terminals.Paths;
        return CommandProcess.Start(
            _context.Trampoline,
            ["exec", stdout, stderr, _context.Settings.GamPath, .. Start.Args],
            _context.Settings.WorkFolder,
            _context.Environment,
            Input,
            _context.Started);
    }

    private void Announce(int pid)
    {
        _started = new LinkStarted(Start, pid, _context.Time.GetUtcNow());
        _context.Log.Information(RunnerEvent.CommandStarted, $"command {Start.Command}: pid {pid}");
        _context.Changed();
    }

    private async Task<CommandEnd> RunToEndAsync(CommandProcess process, CommandTerminals terminals)
    {
        using var stopTimer = new CancellationTokenSource();
        var timer = LimitTimeAsync(stopTimer.Token);
        var main = process.WaitAsync();
        await Task.WhenAny(main, _endAsked.Task);
        if (!main.IsCompleted)
        {
            await ClimbAsync(main);
        }

        await stopTimer.CancelAsync();
        await timer;
        if (_context.KernelKills.Find() is { } figures && RequestEnd(CommandEndRequest.OutOfMemory(figures)))
        {
            _context.Log.Warning(RunnerEvent.MemoryLimitReached, $"command {Start.Command}: the kernel was first, at {figures.LimitBytes} bytes");
        }

        terminals.CloseSlaves();
        // Asked before, the end has had its ladder and gets its drain; asked from now on, it only cuts the drain short.
        var drained = await terminals.DrainAsync(_waits.Drain, _endAsked.Task.IsCompleted ? null : _endAsked.Task);
        await EndLeftoversAsync(process.Pid, drained);
        await terminals.DrainAsync(LastDrain, hurry: null);
        await terminals.CloseAsync(_context.Log);
        if (!main.IsCompleted)
        {
            _context.Log.Error(RunnerEvent.CommandAbandoned, $"command {Start.Command}: process {process.Pid} does not end");
            return new CommandEnd(null, null, Started: true);
        }

        _context.Started.Forget(process.Pid);
        var (code, failure, said) = await main;
        if (said is not null)
        {
            _context.Log.Error(RunnerEvent.TrampolineSaid, $"command {Start.Command}: {said}");
            failure = code != 0 && Output.Stdout.End == 0 ? new ExecFailure(Exists: true, Error: 0) : null;
        }

        return new CommandEnd(code, failure, Started: true);
    }

    /// <summary>INT, then TERM, then KILL, each to all processes; returns when the main process has ended or can't be ended.</summary>
    private async Task ClimbAsync(Task main)
    {
        var request = await _endAsked.Task;
        if (!request.AtOnce)
        {
            if (await EndedAfterAsync(Signals.Interrupt, _waits.Interrupt, main) || await EndedAfterAsync(Signals.Terminate, _waits.Terminate, main))
            {
                return;
            }
        }

        var began = _context.Time.GetTimestamp();
        while (!await EndedAfterAsync(Signals.Kill, TimeSpan.FromMilliseconds(100), main) && _context.Time.GetElapsedTime(began) < KillWait)
        {
        }
    }

    private async Task<bool> EndedAfterAsync(int signal, TimeSpan wait, Task main)
    {
        _context.Signals.SendToAll(signal);
        await Task.WhenAny(main, Task.Delay(wait, _context.Time, CancellationToken.None));
        return main.IsCompleted;
    }

    private async Task EndLeftoversAsync(int pid, bool drained)
    {
        var (signalled, gone) = await _context.Signals.EndAllAsync(
            _endAsked.Task is { IsCompletedSuccessfully: true, Result.AtOnce: true } ? TimeSpan.Zero : GentleEnd,
            KillWait,
            () => _context.Started.ReapOrphans(),
            CancellationToken.None);
        if (signalled > 0)
        {
            var terminal = drained ? "" : ", which kept the terminal open";
            var rest = gone ? "" : "; some don't end";
            _context.Log.Information(
                RunnerEvent.LeftoversEnded, $"command {Start.Command} (pid {pid}) left {signalled} processes behind{terminal}{rest}");
        }
    }

    private async Task LimitTimeAsync(CancellationToken stop)
    {
        if (Start.TimeoutMs is not { } limit)
        {
            return;
        }

        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(limit, 0, int.MaxValue)), _context.Time, stop);
            RequestEnd(new CommandEndRequest(ExitReason.TimedOut, Limit: "command"));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It ended in time.
        }
    }

    private void Finish(CommandEnd end)
    {
        // The guard may look at the next command in its first moment: what was killed up to now is none of its own.
        _context.KernelKills.Mark();
        var asked = _endAsked.Task.IsCompletedSuccessfully ? _endAsked.Task.Result : null;
        var (reason, exitCode, signal) = end.Describe(asked, Input.EndAsked && ClosedPrompt.IsIn(Output.Stderr));
        _exit = new LinkExit
        {
            Command = Start.Command,
            ExitCode = exitCode,
            Signal = signal,
            Reason = reason,
            DurationMs = (long)_context.Time.GetElapsedTime(_startedAt).TotalMilliseconds,
            StdoutBytes = Output.Stdout.End,
            StderrBytes = Output.Stderr.End,
            Limit = reason == ExitReason.TimedOut ? asked?.Limit : null,
            Memory = reason == ExitReason.OutOfMemory ? asked?.Memory : null,
        };
        _context.Log.Information(RunnerEvent.CommandEnded, $"command {Start.Command}: {reason.ToWireName()} {exitCode} {signal}");
        _ended.SetResult();
        _context.Changed();
    }
}
