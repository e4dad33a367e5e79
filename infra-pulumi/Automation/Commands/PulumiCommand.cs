using System.ComponentModel;
using CliWrap;
using CliWrap.Exceptions;

namespace PulumiAutomation.Commands;

/// <summary>
/// Calls the CLI and reads what it says. Cancelling is one SIGINT (upon which the CLI finishes what it has begun and releases its
/// lock), a wait, then SIGKILL for it and its children. It does not put a stack in order after a kill; that is the stack's.
/// </summary>
internal sealed class PulumiCommand
{
    // Of what an operation prints only its end matters here: the events have been handed on.
    private const int KeptOfStream = 64 << 10;
    private const int KeptOfAnswer = 64 << 20;

    private readonly LocalWorkspaceOptions _options;
    private readonly SecretMask _mask;

    public PulumiCommand(LocalWorkspaceOptions options)
    {
        _options = options;
        _mask = new SecretMask([.. options.Secrets, .. (string[])(options.Passphrase is { } passphrase ? [passphrase] : [])]);
        Leftovers = new LeftoverProcesses(options.WorkDir, options.TimeProvider);
    }

    /// <summary>The CLI's processes and plugins in this workspace that nobody waits for any more.</summary>
    public LeftoverProcesses Leftovers { get; }

    /// <summary>Runs a call to its end.</summary>
    /// <exception cref="PulumiCommandNotFoundException">There is no CLI.</exception>
    /// <exception cref="CommandKilledException">A signal ended the CLI that nobody here had asked for.</exception>
    /// <exception cref="CommandTimeoutException">It took longer than <see cref="LocalWorkspaceOptions.OperationTimeout"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; <see cref="CommandCancelledException.Killed"/> says how.</exception>
    public async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_options.WorkDir))
        {
            throw new WorkspaceException($"The folder {_options.WorkDir} does not exist. Create it with a Pulumi.yaml, or name another one.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var output = new OutputLines(_mask, call.OnOutput, call.OnOutput is null ? KeptOfAnswer : KeptOfStream);
        var error = new OutputLines(_mask, (line, _) => { call.OnError?.Invoke(line); return ValueTask.CompletedTask; }, KeptOfStream);
        var command = Cli.Wrap(_options.Command)
            .WithArguments(call.Arguments)
            .WithWorkingDirectory(call.WorkDir)
            .WithEnvironmentVariables(Leftovers.Mark(CommandEnvironment.Build(_options)))
            .WithStandardInputPipe(PipeSource.Null)
            .WithStandardOutputPipe(output.Target)
            .WithStandardErrorPipe(error.Target)
            .WithValidation(CommandResultValidation.None);

        using var timeout = new CancellationTokenSource(_options.OperationTimeout, _options.TimeProvider);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var kill = new CancellationTokenSource();
        // The grace begins with the interrupt, so the timer is set by it.
        await using var grace = _options.TimeProvider.CreateTimer(_ => kill.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await using var registration = interrupt.Token.Register(() => grace.Change(_options.CancelGrace, Timeout.InfiniteTimeSpan));
        CommandTask<CliWrap.CommandResult> running;
        try
        {
            running = command.ExecuteAsync(kill.Token, interrupt.Token);
        }
        catch (Win32Exception e)
        {
            throw new PulumiCommandNotFoundException(_options.Command, e);
        }

        using var ending = CliEnding.Watch(running.ProcessId);
        try
        {
            var result = await running;
            if (!interrupt.IsCancellationRequested)
            {
                return CliEnding.Signal(result.ExitCode) is { } signal
                    ? throw new CommandKilledException(call.Name, signal, running.ProcessId)
                    : new CommandResult(result.ExitCode, output.Text, error.Text, running.ProcessId);
            }
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            // Told below.
        }
        catch (CliWrapException e)
        {
            throw new CommandException(call.Name, -1, _mask.Apply(e.Message), e);
        }

        var killed = kill.IsCancellationRequested || ending.BySignal;
        var cancelled = new CommandCancelledException(call.Name, killed, running.ProcessId, interrupt.Token);
        throw cancellationToken.IsCancellationRequested ? cancelled : new CommandTimeoutException(call.Name, _options.OperationTimeout, cancelled);
    }
}
