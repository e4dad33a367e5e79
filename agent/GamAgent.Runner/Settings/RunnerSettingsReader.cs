using GamAgent.Protocol.Settings;

namespace GamAgent.Runner.Settings;

/// <summary>Makes <see cref="RunnerSettings"/> of an environment, or says everything that is wrong with it.</summary>
internal static class RunnerSettingsReader
{
    // All three waits together stay below what a pod gets for its end.
    private static readonly TimeSpan MostPerWait = TimeSpan.FromSeconds(25);

    private const int MaxSocketPathBytes = 107;

    /// <summary>Reads them.</summary>
    /// <param name="read">A variable by its name.</param>
    /// <returns>The settings, good only when there are no errors.</returns>
    internal static (RunnerSettings Settings, IReadOnlyList<string> Errors) Read(Func<string, string?> read)
    {
        var reader = new SettingsReader(read);
        var defaults = new RunnerSettings
        {
            SessionId = "",
            Socket = "",
            GamPath = "",
            WorkFolder = "",
            ConfigFolder = "",
            CacheFolder = "",
        };
        var memoryLimit = reader.Bytes(RunnerVariables.MemoryLimit, defaults.MemoryLimit, 0);
        var workFolder = reader.RequiredPath(RunnerVariables.WorkFolder, "the folder where commands run");
        var settings = defaults with
        {
            SessionId = reader.Required(RunnerVariables.SessionId, "the session's id"),
            Socket = reader.RequiredPath(RunnerVariables.Socket, "the unix socket that gam-agent listens on"),
            GamPath = Program(reader.Required(RunnerVariables.GamPath, "the gam program, a path or a name on PATH")),
            WorkFolder = workFolder,
            ConfigFolder = reader.RequiredPath(RunnerVariables.ConfigFolder, "a folder for this session's copy of GAM's configuration"),
            ConfigSource = reader.Optional(RunnerVariables.ConfigSource) is { } source ? Path.GetFullPath(source) : null,
            CacheFolder = reader.Optional(RunnerVariables.CacheFolder) is { } cache
                ? Path.GetFullPath(cache)
                : Path.Combine(Path.GetDirectoryName(workFolder) ?? "/", "gamcache"),
            PassVariables = reader.List(RunnerVariables.PassVariables),
            InterruptWait = reader.Duration(RunnerVariables.InterruptWait, defaults.InterruptWait, MostPerWait),
            TerminateWait = reader.Duration(RunnerVariables.TerminateWait, defaults.TerminateWait, MostPerWait),
            DrainWait = reader.Duration(RunnerVariables.DrainWait, defaults.DrainWait, MostPerWait),
            MemoryLimit = memoryLimit,
            MemoryReserve = reader.Bytes(RunnerVariables.MemoryReserve, DefaultReserve(defaults.MemoryReserve, memoryLimit), 0),
            WorkFolderBytes = reader.Bytes(RunnerVariables.WorkFolderBytes, defaults.WorkFolderBytes, 1),
            Preflight = reader.Flag(RunnerVariables.Preflight),
            EndWithParent = reader.Flag(RunnerVariables.EndWithParent),
        };
        Check(reader, settings);
        return (settings, reader.Errors);
    }

    private static void Check(SettingsReader reader, RunnerSettings settings)
    {
        if (settings.SessionId.AsSpan().ContainsAny('\0', '\n', '/'))
        {
            reader.Reject(RunnerVariables.SessionId, "holds a slash or a line break; a session's id is a DNS label.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(settings.Socket) > MaxSocketPathBytes)
        {
            reader.Reject(RunnerVariables.Socket, $"is longer than the {MaxSocketPathBytes} bytes that a unix socket's path may have; use a shorter folder.");
        }

        var waits = settings.InterruptWait + settings.TerminateWait + settings.DrainWait;
        if (waits > MostPerWait)
        {
            reader.Reject(
                $"{RunnerVariables.InterruptWait}, {RunnerVariables.TerminateWait} and {RunnerVariables.DrainWait}",
                $"are together {waits}; the most is {MostPerWait}.");
        }

        if (settings.MemoryLimit > 0 && settings.MemoryReserve >= settings.MemoryLimit)
        {
            reader.Reject(RunnerVariables.MemoryReserve, $"leaves nothing of {RunnerVariables.MemoryLimit}; make it smaller.");
        }

        if (settings.ConfigSource is not null && settings.ConfigSource == settings.ConfigFolder)
        {
            reader.Reject(RunnerVariables.ConfigSource, $"is the same folder as {RunnerVariables.ConfigFolder}; it is copied from one to the other.");
        }
    }

    // A small limit has no room for the reserve of a large one.
    private static long DefaultReserve(long reserve, long limit) => limit > 0 ? Math.Min(reserve, limit / 8) : reserve;

    // A name without a slash is found on PATH; anything else stands relative to where the runner was started, not to the work folder.
    private static string Program(string value) => value.Contains('/') ? Path.GetFullPath(value) : value;
}
