using System.Diagnostics;
using System.Text;
using CliWrap;
using GamAgent.Runner.Exec;
using GamAgent.Runner.Processes;

namespace GamAgent.Runner.Execution;

/// <summary>
/// The main process of a command, by CliWrap: its start, its standard input and its exit code. CliWrap starts the trampoline, whose
/// process becomes the command; its own output pipes end there, and the output goes over the terminals.
/// </summary>
internal sealed class CommandProcess
{
    private const int MaxChannelBytes = 4096;

    private readonly MemoryStream _channel;
    private readonly CommandTask<CommandResult> _task;

    private CommandProcess(CommandTask<CommandResult> task, MemoryStream channel)
    {
        _task = task;
        _channel = channel;
    }

    /// <summary>The process's id, the trampoline's and then the command's.</summary>
    internal int Pid => _task.ProcessId;

    /// <summary>Starts it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The runner's own program can't be started.</exception>
    internal static CommandProcess Start(
        string trampoline,
        IEnumerable<string> arguments,
        string workFolder,
        IReadOnlyDictionary<string, string> environment,
        StandardInput input,
        StartedProcesses started)
    {
        var channel = new MemoryStream();
        var command = Cli.Wrap(trampoline)
            .WithWorkingDirectory(workFolder)
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.Create(input.PumpAsync))
            .WithStandardOutputPipe(PipeTarget.ToStream(Stream.Null))
            .WithStandardErrorPipe(PipeTarget.Create((stream, cancellation) => ReadChannelAsync(stream, channel, cancellation)));
        var task = started.Start(
            () => command.ExecuteAsync(
                information => Describe(information, arguments, environment),
                configureProcess: null,
                CancellationToken.None,
                CancellationToken.None),
            running => running.ProcessId);
        return new CommandProcess(task, channel);
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code as CliWrap has it, and what the trampoline said, if it failed.</returns>
    internal async Task<(int Code, ExecFailure? Failure, string? Said)> WaitAsync()
    {
        var result = await _task;
        if (_channel.Length == 0)
        {
            return (result.ExitCode, null, null);
        }

        var text = Encoding.UTF8.GetString(_channel.GetBuffer(), 0, (int)_channel.Length);
        var failure = ExecFailure.Parse(text);
        return (result.ExitCode, failure, failure is null ? text : null);
    }

    private static void Describe(ProcessStartInfo information, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // A list goes to the process as it is; the one string that CliWrap makes would be quoted and taken apart again.
        information.Arguments = "";
        foreach (var argument in arguments)
        {
            information.ArgumentList.Add(argument);
        }

        information.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            information.Environment[name] = value;
        }

        foreach (var (name, value) in TrampolineVariables.All)
        {
            information.Environment[name] = value;
        }
    }

    private static async Task ReadChannelAsync(Stream stream, MemoryStream channel, CancellationToken cancellation)
    {
        var buffer = new byte[512];
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            // Read to the end in any case, so that the writer never waits.
            channel.Write(buffer, 0, Math.Min(count, MaxChannelBytes - (int)channel.Length));
        }
    }
}
