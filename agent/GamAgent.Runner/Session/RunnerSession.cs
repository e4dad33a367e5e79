using GamAgent.Protocol;
using GamAgent.Runner.Credentials;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Execution;
using GamAgent.Runner.Files;
using GamAgent.Runner.Guards;
using GamAgent.Runner.Link;
using GamAgent.Runner.Preflight;
using GamAgent.Runner.Processes;
using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Session;

/// <summary>
/// The runner at work: what is composed of what, and the one sequence by which it ends: no more commands, the ladder for what runs, its exit
/// to the agent, then the link.
/// </summary>
internal sealed class RunnerSession
{
    private static readonly TimeSpan LastExitWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReapPeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeftoverWait = TimeSpan.FromSeconds(5);

    private readonly RunnerSettings _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly RunnerLog _log;
    private readonly TimeProvider _time;
    private readonly CommandSlot _slot;
    private readonly StartedProcesses _started = new();
    private readonly SessionSignals _signals;
    private readonly RunnerLink _link;
    private readonly SessionGuard _guard;
    private readonly WorkFolder _work;
    private readonly CredentialFolder _credentials;
    private readonly ChangeSignal _begun = new();
    private readonly TaskCompletionSource<TimeSpan> _endAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RunnerSession(RunnerSettings settings, string trampoline, TimeProvider time, RunnerLog log)
    {
        _settings = settings;
        _environment = ChildEnvironment.Build(settings, Environment.GetEnvironmentVariable);
        _log = log;
        _time = time;
        var changes = new ChangeSignal();
        var processes = new SessionProcesses(settings.SessionId, Environment.ProcessId);
        var container = ContainerMemory.Find("/sys/fs/cgroup", ReadMembership());
        _credentials = new CredentialFolder(settings, settings.MemoryLimit > 0 ? settings.MemoryLimit : container?.Limit ?? 0, log);
        _signals = new SessionSignals(processes, time);
        var kills = new KernelKills(container);
        _slot = new CommandSlot(new CommandContext
        {
            Settings = settings,
            Trampoline = trampoline,
            Environment = _environment,
            Started = _started,
            Signals = _signals,
            KernelKills = kills,
            Time = time,
            Log = log,
            Changed = changes.Set,
            Begun = _begun.Set,
            Prepare = _credentials.Prepare,
        });
        _guard = new SessionGuard(
            GuardLimits.From(settings), container, kills, new SessionMemory(processes), settings.WorkFolder, _slot, changes.Set, time, log);
        var requests = new LinkRequests(new WorkFiles(settings.WorkFolder), changes.Set);
        _work = new WorkFolder(settings.WorkFolder);
        var files = new FileTransfers(_work, new WorkFolderRoom(GuardLimits.From(settings), settings.WorkFolder), changes.Set, log);
        var receiver = new LinkReceiver(_slot, requests, files, End);
        _link = new RunnerLink(settings.Socket, _slot, () => _guard.Usage, receiver, requests, files, changes, time, log);
    }

    /// <summary>Asks for the end of the session; only the first time counts.</summary>
    /// <param name="grace">The time for it.</param>
    internal void End(TimeSpan grace) => _endAsked.TrySetResult(grace);

    /// <summary>Works until the end was asked for and is done.</summary>
    /// <exception cref="IOException">A folder of the session can't be used; also <see cref="UnauthorizedAccessException"/>.</exception>
    /// <exception cref="PreflightException">GAM can't be used.</exception>
    internal async Task RunAsync()
    {
        await EndLeftoversAsync();
        _credentials.Prepare();
        if (_settings.Preflight && await GamPreflight.RunAsync(_settings, _environment, _time) is { } problem)
        {
            throw new PreflightException(problem);
        }

        PartFile.Sweep(_work);
        using var stop = new CancellationTokenSource();
        var link = _link.RunAsync(stop.Token);
        var reaping = ReapAsync(stop.Token);
        var guarding = _guard.RunAsync(_begun, stop.Token);
        var grace = await _endAsked.Task;
        await EndAsync(grace);
        await stop.CancelAsync();
        await link;
        await reaping;
        await guarding;
    }

    private static string ReadMembership() => File.Exists("/proc/self/cgroup") ? File.ReadAllText("/proc/self/cgroup") : "";

    /// <summary>A runner that was killed has left its command running, which nobody follows any more.</summary>
    private async Task EndLeftoversAsync()
    {
        var (count, gone) = await _signals.EndAllAsync(
            TimeSpan.FromSeconds(1), LeftoverWait, () => _started.ReapOrphans(), CancellationToken.None);
        if (count > 0)
        {
            _log.Warning(RunnerEvent.LeftoversEnded, $"{count} processes of a former runner{(gone ? "" : "; some don't end")}");
        }
    }

    private async Task EndAsync(TimeSpan grace)
    {
        _log.Information(RunnerEvent.Stopping, $"within {grace.TotalSeconds:0.0} s");
        _slot.BeginEnd(new CommandEndRequest(ExitReason.SessionEnded), grace);
        await _slot.WhenStillAsync();

        // The exit is worth a moment; the agent may have gone.
        var began = _time.GetTimestamp();
        while (_slot.Current is not null && _time.GetElapsedTime(began) < LastExitWait)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, CancellationToken.None);
        }

        await EndLeftoversAsync();
    }

    private async Task ReapAsync(CancellationToken cancellation)
    {
        try
        {
            using var timer = new PeriodicTimer(ReapPeriod, _time);
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                // With no command there is no process of ours: the last one ended all of its own.
                if (_slot.Current is { Exit: null })
                {
                    _started.ReapOrphans();
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The session has ended.
        }
    }
}
