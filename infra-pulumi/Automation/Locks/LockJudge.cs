using System.Globalization;

namespace PulumiAutomation;

/// <summary>
/// Whether the holder of a lock can still be at work. In containers every process id is small and comes again after a restart, so host
/// and process alone prove nothing: a process that began after the lock was taken is another one.
/// </summary>
public sealed class LockJudge(TimeProvider time, string? hostName = null)
{
    // The CLI cuts the lock's time to seconds, the kernel counts a process's start in hundredths since boot.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);
    private const double TicksPerSecond = 100;

    private readonly string _hostName = hostName ?? Environment.MachineName;

    /// <summary>What became of the holder.</summary>
    public LockHolder Judge(StackLock held)
    {
        if (!string.Equals(held.Host, _hostName, StringComparison.OrdinalIgnoreCase))
        {
            return LockHolder.OtherHost;
        }

        return StartOf(held.ProcessId) is { } began && began <= held.Since + Tolerance ? LockHolder.Alive : LockHolder.Gone;
    }

    private DateTimeOffset? StartOf(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X")
            {
                return null;
            }

            var sinceBoot = TimeSpan.FromSeconds(long.Parse(fields[19], CultureInfo.InvariantCulture) / TicksPerSecond);
            var uptime = TimeSpan.FromSeconds(double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture));
            return time.GetUtcNow() - uptime + sinceBoot;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }
}

/// <summary>What became of a lock's holder.</summary>
public enum LockHolder
{
    /// <summary>That process of this host runs.</summary>
    Alive,

    /// <summary>That process of this host is gone, even if another one bears its id.</summary>
    Gone,

    /// <summary>It is a process of another host; nothing can be known from here.</summary>
    OtherHost,
}
