using System.Runtime.InteropServices;
using GamAgent.Protocol.Settings;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Native;
using GamAgent.Runner.Preflight;
using GamAgent.Runner.Session;
using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Verbs;

/// <summary><c>gam-agent-runner run</c>: runs the commands of one session, told by its environment.</summary>
internal static class RunVerb
{
    // All that a host or a pod waits for.
    private static readonly TimeSpan WholeEnd = TimeSpan.FromSeconds(11);

    private const int SetChildSubreaper = 36;
    private const int Init = 1;

    /// <summary>Runs until the session ends.</summary>
    internal static int Run()
    {
        var (settings, errors) = RunnerSettingsReader.Read(Environment.GetEnvironmentVariable);
        if (OwnProgram.FindRunning() is not { } program)
        {
            errors = [.. errors, "Start gam-agent-runner by its own file, not by dotnet: it starts itself for every command."];
            program = "";
        }

        if (errors.Count > 0)
        {
            foreach (var error in errors)
            {
                Console.Error.WriteLine(error);
            }

            return ExitCodes.Usage;
        }

        InlineSocketCompletions.TurnOn();
        return RunAsync(settings, program).GetAwaiter().GetResult();
    }

    private static async Task<int> RunAsync(RunnerSettings settings, string program)
    {
        var log = new RunnerLog(TimeProvider.System);
        log.Information(RunnerEvent.Starting, $"version {ProgramVersion.Text}, pid {Environment.ProcessId}, session {settings.SessionId}");
        if (Environment.ProcessId != Init && Libc.ProcessControl(SetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            log.Warning(RunnerEvent.NotSubreaper, "processes that leave their parents are found by their environment alone");
        }

        var session = new RunnerSession(settings, program, TimeProvider.System, log);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, session));
        using var interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT, context => Interrupt(context, session, settings.EndWithParent));
        if (settings.EndWithParent)
        {
            // Out of reach of the terminal's Ctrl-C; it fails harmlessly for one that leads a session already.
            _ = Libc.SetSid();
            ParentWatch.Start(() =>
            {
                log.Information(RunnerEvent.ParentGone, "standard input has ended");
                session.End(WholeEnd);
            });
        }

        try
        {
            await session.RunAsync();
            return ExitCodes.Ok;
        }
        catch (PreflightException e)
        {
            log.Error(RunnerEvent.PreflightFailed, e.Message);
            if (TerminationMessage.TryLeave(e.Message) is { } problem)
            {
                log.Warning(RunnerEvent.PreflightFailed, $"its message could not be left for Kubernetes: {problem}");
            }

            return RunnerVariables.PreflightFailed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error(RunnerEvent.FoldersUnusable, $"{e.Message} Give this user the session's work, configuration and cache folders, writable.");
            return ExitCodes.Failed;
        }
    }

    private static void End(PosixSignalContext context, RunnerSession session)
    {
        context.Cancel = true;
        session.End(WholeEnd);
    }

    private static void Interrupt(PosixSignalContext context, RunnerSession session, bool ignored)
    {
        context.Cancel = true;
        if (!ignored)
        {
            session.End(WholeEnd);
        }
    }
}
