using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Guards;

/// <summary>Where the guards act, in bytes.</summary>
/// <param name="SessionMemory">The session's limit of memory; 0 for none.</param>
/// <param name="MemoryReserve">Kept free below each limit of memory.</param>
/// <param name="WorkFolder">The most in the work folder.</param>
internal sealed record GuardLimits(long SessionMemory, long MemoryReserve, long WorkFolder)
{
    private const double RefuseAt = 0.80;
    private const double EndAt = 0.95;

    /// <summary>From here on no command starts.</summary>
    internal long DiskRefusal => (long)(WorkFolder * RefuseAt);

    /// <summary>From here on the writer is ended.</summary>
    internal long DiskEnd => (long)(WorkFolder * EndAt);

    /// <summary>Where a command is ended under a limit of memory.</summary>
    internal long MemoryEnd(long limit) => Math.Max(limit - MemoryReserve, limit / 2);

    /// <summary>Those of the settings.</summary>
    internal static GuardLimits From(RunnerSettings settings) =>
        new(settings.MemoryLimit, settings.MemoryReserve, settings.WorkFolderBytes);
}
