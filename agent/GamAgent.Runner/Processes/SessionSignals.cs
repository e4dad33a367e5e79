using GamAgent.Runner.Native;

namespace GamAgent.Runner.Processes;

/// <summary>Sends signals to all processes of a session, those born meanwhile included.</summary>
internal sealed class SessionSignals(SessionProcesses processes, TimeProvider time)
{
    private const int MaxRounds = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Sends one signal to each, once.</summary>
    /// <returns>How many got it.</returns>
    internal int SendToAll(int signal)
    {
        var sent = new HashSet<int>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var found = processes.FindLiving();
            found.RemoveAll(sent.Contains);
            if (found.Count == 0)
            {
                break;
            }

            foreach (var pid in found)
            {
                sent.Add(pid);
                _ = Libc.Kill(pid, signal);
            }
        }

        return sent.Count;
    }

    /// <summary>Ends all: TERM, then KILL again and again until there is none.</summary>
    /// <param name="gentle">How long TERM may take.</param>
    /// <param name="most">How long all may take.</param>
    /// <param name="betweenRounds">Called each round; it reaps what has ended.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many got a signal, and whether none is left.</returns>
    internal async Task<(int Signalled, bool Gone)> EndAllAsync(
        TimeSpan gentle, TimeSpan most, Action betweenRounds, CancellationToken cancellation)
    {
        var count = SendToAll(Signals.Terminate);
        if (count == 0)
        {
            betweenRounds();
            return (0, true);
        }

        var started = time.GetTimestamp();
        while (true)
        {
            betweenRounds();
            if (processes.FindLiving().Count == 0)
            {
                // The last may have ended since the round before, and nobody comes by again before the next command.
                betweenRounds();
                return (count, true);
            }

            var elapsed = time.GetElapsedTime(started);
            if (elapsed > most)
            {
                return (count, false);
            }

            if (elapsed > gentle)
            {
                SendToAll(Signals.Kill);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }
}
