using System.Runtime.InteropServices;
using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Server.Settings;

namespace GamAgent.Server.Lifetime;

/// <summary><c>gam-agent serve</c>, from its variables to its exit code: 0 after an ordinary end, 1 when it can't start, 2 for a wrong command line.</summary>
internal static class AgentProgram
{
    private const int HostLostGraceSeconds = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["serve"])
        {
            await Console.Error.WriteLineAsync("usage: gam-agent serve   (settings come from the environment; see docs/protocol.md)");
            return 2;
        }

        var (settings, errors) = SettingsReader.Read(Environment.GetEnvironmentVariable);
        if (settings is null)
        {
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync($"gam-agent: {error}");
            }

            return 1;
        }

        InlineSocketCompletions.TurnOn();
        try
        {
            return await ServeAsync(settings);
        }
        catch (AgentStartException e)
        {
            await Console.Error.WriteLineAsync($"gam-agent: {e.Message}");
            return 1;
        }
    }

    private static async Task<int> ServeAsync(AgentSettings settings)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context));
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            if (!settings.EndWithParent)
            {
                stop.TrySetResult();
            }
        });
        if (settings.EndWithParent)
        {
            ParentWatch.LeaveTerminal();
        }

        await using var server = await AgentServer.StartAsync(settings, TimeProvider.System);
        await Console.Out.WriteLineAsync(
            JsonSerializer.Serialize(new ListeningLine("listening", server.Url, settings.AgentId), ListeningLineJson.Default.ListeningLine));
        await Console.Out.FlushAsync();
        var parentGone = settings.EndWithParent ? ParentWatch.WaitAsync(CancellationToken.None) : new TaskCompletionSource().Task;
        var first = await Task.WhenAny(stop.Task, parentGone, server.SessionEnded);
        if (first == parentGone)
        {
            server.EndSession(EndReason.HostLost, HostLostGraceSeconds);
            await Task.WhenAny(stop.Task, server.SessionEnded);
        }

        if (server.SessionEnded.IsCompletedSuccessfully)
        {
            await server.CloseClientsAsync(CloseCodes.Ended, (await server.SessionEnded).ToWireName());
            if (!settings.EndWithParent)
            {
                // In a pod an agent that exits is started again; it answers with 503 until the pod goes.
                await stop.Task;
            }
        }

        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }
}
