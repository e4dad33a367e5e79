namespace GamAgent.Protocol.Settings;

/// <summary>The environment of <c>gam-agent-runner run</c>. Sizes are bytes; durations <c>00:00:04</c>.</summary>
public static class RunnerVariables
{
    /// <summary>Required: the session's id; the children find it as <c>GAM_SESSION_ID</c>, by which they can be found again.</summary>
    public const string SessionId = "GamRunner__SessionId";

    /// <summary>Required: the agent's unix socket.</summary>
    public const string Socket = "GamRunner__Socket";

    /// <summary>Required: the program to run, a path or a name on PATH.</summary>
    public const string GamPath = "GamRunner__GamPath";

    /// <summary>Required: where commands run.</summary>
    public const string WorkFolder = "GamRunner__WorkFolder";

    /// <summary>Required: GAM's configuration folder of this session (GAMCFGDIR); made with mode 0700.</summary>
    public const string ConfigFolder = "GamRunner__ConfigFolder";

    /// <summary>The folder to copy credentials and <c>gam.cfg</c> from at start; default none.</summary>
    public const string ConfigSource = "GamRunner__ConfigSource";

    /// <summary>GAM's cache folder; default <c>gamcache</c> beside the work folder.</summary>
    public const string CacheFolder = "GamRunner__CacheFolder";

    /// <summary>More variables that children may inherit, by name, separated by commas; added to the built-in allow-list.</summary>
    public const string PassVariables = "GamRunner__PassVariables";

    /// <summary>After INT, before TERM; default 4 s.</summary>
    public const string InterruptWait = "GamRunner__InterruptWait";

    /// <summary>After TERM, before KILL; default 4 s.</summary>
    public const string TerminateWait = "GamRunner__TerminateWait";

    /// <summary>After the main process ended, for output of what it left behind; default 2 s.</summary>
    public const string DrainWait = "GamRunner__DrainWait";

    /// <summary>Memory of the session, in bytes; null or 0 for the container's own limit alone.</summary>
    public const string MemoryLimit = "GamRunner__MemoryLimit";

    /// <summary>What the runner keeps free below the memory limit, in bytes; default 64 MiB.</summary>
    public const string MemoryReserve = "GamRunner__MemoryReserve";

    /// <summary>The most that the work folder may hold, in bytes; default 1 GiB.</summary>
    public const string WorkFolderBytes = "GamRunner__WorkFolderBytes";

    /// <summary><c>true</c>: as <see cref="AgentVariables.EndWithParent"/>.</summary>
    public const string EndWithParent = "GamRunner__EndWithParent";

    /// <summary>
    /// <c>true</c>: <c>gam version simple</c> is run before anything else; where it fails the runner says why on standard error and exits
    /// with <see cref="PreflightFailed"/>. Default <c>false</c>.
    /// </summary>
    public const string Preflight = "GamRunner__Preflight";

    /// <summary>The exit code of a runner that found GAM unusable.</summary>
    public const int PreflightFailed = 78;

    /// <summary>The variable by which the children of a session are known.</summary>
    public const string SessionMarker = "GAM_SESSION_ID";
}
