namespace EndToEnd.Tests.Hosting;

/// <summary>The processes of a session, found by what stands in their environment.</summary>
internal static class SessionProcesses
{
    /// <summary>How long an end may take where everything else takes its turn: a quiet machine needs five seconds, and 15 are promised.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(90);

    /// <summary>The session's agent.</summary>
    public static int Agent(string id) => Assert.Single(ProcessTable.WithEnvironment("GamAgent__SessionId", id), ProcessTable.IsAlive);

    /// <summary>The session's runner (its trampolines and children carry other variables).</summary>
    public static int Runner(string id) => Assert.Single(ProcessTable.WithEnvironment("GamRunner__SessionId", id), ProcessTable.IsAlive);

    /// <summary>What commands of the session started and what is left of it.</summary>
    public static IReadOnlyList<int> Children(string id) => [.. ProcessTable.WithEnvironment("GAM_SESSION_ID", id).Where(ProcessTable.IsAlive)];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<int> All(string id) =>
    [
        .. ProcessTable.WithEnvironment("GamAgent__SessionId", id)
            .Concat(ProcessTable.WithEnvironment("GamRunner__SessionId", id))
            .Concat(Children(id))
            .Distinct()
            .Where(ProcessTable.IsAlive),
    ];

    /// <summary>Waits until none is left.</summary>
    public static Task Gone(string id) => Eventually.True(
        $"nothing of session {id} runs; still there: {Describe(All(id))}", () => All(id).Count == 0, EndLimit);

    /// <summary>Waits until no process of a command is left.</summary>
    public static Task ChildrenGone(string id) => Eventually.True(
        $"no command of session {id} runs", () => Children(id).Count == 0, EndLimit);

    private static string Describe(IEnumerable<int> pids) =>
        string.Join("; ", pids.Select(pid => $"{pid} {string.Join(' ', ProcessTable.Arguments(pid))}"));
}
