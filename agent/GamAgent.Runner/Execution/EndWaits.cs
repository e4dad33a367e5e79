using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Execution;

/// <summary>The waits of the ladder, and of the drain after it.</summary>
internal sealed record EndWaits(TimeSpan Interrupt, TimeSpan Terminate, TimeSpan Drain)
{
    /// <summary>Those of the settings.</summary>
    internal static EndWaits From(RunnerSettings settings) =>
        new(settings.InterruptWait, settings.TerminateWait, settings.DrainWait);

    /// <summary>The same, made shorter in proportion where they don't fit into a time.</summary>
    internal EndWaits Within(TimeSpan most)
    {
        var all = Interrupt + Terminate + Drain;
        return all <= most ? this : new EndWaits(Interrupt * (most / all), Terminate * (most / all), Drain * (most / all));
    }
}
