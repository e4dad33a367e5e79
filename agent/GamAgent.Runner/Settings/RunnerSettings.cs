namespace GamAgent.Runner.Settings;

/// <summary>What <c>run</c> was told by its environment; see <see cref="Protocol.Settings.RunnerVariables"/>.</summary>
internal sealed record RunnerSettings
{
    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The agent's unix socket.</summary>
    public required string Socket { get; init; }

    /// <summary>The program to run: an absolute path, or a name to be found on PATH.</summary>
    public required string GamPath { get; init; }

    /// <summary>Where commands run; also their HOME.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>GAM's configuration folder.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>Where the configuration is copied from; null for nowhere.</summary>
    public string? ConfigSource { get; init; }

    /// <summary>GAM's cache.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>More variables that commands may inherit.</summary>
    public IReadOnlyList<string> PassVariables { get; init; } = [];

    /// <summary>After INT, before TERM.</summary>
    public TimeSpan InterruptWait { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After TERM, before KILL.</summary>
    public TimeSpan TerminateWait { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>After the main process ended, for the output of what it left behind.</summary>
    public TimeSpan DrainWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The session's memory in bytes; 0 for the container's limit alone.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Kept free below the memory limit, in bytes.</summary>
    public long MemoryReserve { get; init; } = 64L * 1024 * 1024;

    /// <summary>The most that the work folder may hold, in bytes.</summary>
    public long WorkFolderBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Whether GAM is tried before the first command.</summary>
    public bool Preflight { get; init; }

    /// <summary>The end of standard input is the end of the session.</summary>
    public bool EndWithParent { get; init; }
}
