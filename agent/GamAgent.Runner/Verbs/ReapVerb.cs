using GamAgent.Runner.Processes;

namespace GamAgent.Runner.Verbs;

/// <summary>
/// <c>gam-agent-runner reap SESSIONID</c>: ends every process that carries the session's marker in its environment: TERM, a second
/// later KILL, until there is none.
/// </summary>
internal static class ReapVerb
{
    private static readonly TimeSpan Gentle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    /// <summary>Ends them.</summary>
    internal static int Run(string sessionId)
    {
        var signals = new SessionSignals(new SessionProcesses(sessionId, self: 0), TimeProvider.System);
        var (count, gone) = signals.EndAllAsync(Gentle, Most, () => { }, CancellationToken.None).GetAwaiter().GetResult();
        if (gone)
        {
            Console.Out.WriteLine($"{count} processes ended");
            return ExitCodes.Ok;
        }

        Console.Error.WriteLine($"Processes of session {sessionId} don't end; look for GAM_SESSION_ID={sessionId} in /proc/*/environ.");
        return ExitCodes.Failed;
    }
}
