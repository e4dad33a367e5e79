namespace GamAgent.Protocol.Settings;

/// <summary>
/// What waits for a socket goes on where its readiness is noticed, not on another thread of the pool: a line typed and answered passes six of these
/// hops, and a third of its time went into them (bench/run --only echo). Whoever goes on there must give the thread back when there is a lot to do,
/// since all sockets wait for it meanwhile. The switch is .NET's own, read at the first use of a socket; there is none in code.
/// </summary>
public static class InlineSocketCompletions
{
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Turns it on for this process, unless its environment says something else; before the first socket.</summary>
    public static void TurnOn()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }
}
