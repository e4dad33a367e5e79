using System.Buffers.Text;
using System.Text;
using GamAgent.Runner.Processes;

namespace GamAgent.Runner.Guards;

/// <summary>
/// The memory of the control group that the runner is in, version 2 or 1: limit, working set (usage less what the kernel can drop of file
/// pages at once) and how many processes the kernel's memory killer has ended.
/// </summary>
internal sealed class ContainerMemory
{
    // Version 1 says "no limit" by a number that no machine has.
    private const long NoLimit = 1L << 60;

    private readonly string _usageFile;
    private readonly string _inactiveKey;
    private readonly string _killsFile;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    private ContainerMemory(string folder, bool second, long limit)
    {
        _folder = folder;
        Limit = limit;
        _usageFile = Path.Combine(folder, second ? "memory.current" : "memory.usage_in_bytes");
        _inactiveKey = second ? "inactive_file " : "total_inactive_file ";
        _killsFile = Path.Combine(folder, second ? "memory.events" : "memory.oom_control");
    }

    /// <summary>The limit in bytes.</summary>
    internal long Limit { get; }

    /// <summary>The nearest group with a limit, from the process's own upwards; null when there is none.</summary>
    /// <param name="root">Where control groups are mounted.</param>
    /// <param name="membership">What /proc/self/cgroup says.</param>
    internal static ContainerMemory? Find(string root, string membership)
    {
        foreach (var line in membership.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(':', 3);
            var second = parts is ["0", "", _];
            if (!second && !(parts.Length == 3 && parts[1].Split(',').Contains("memory")))
            {
                continue;
            }

            var mount = second ? root : Path.Combine(root, "memory");
            for (var group = parts[2]; ; group = Path.GetDirectoryName(group) ?? "/")
            {
                if (TryOpen(Path.Join(mount, group), second) is { } found)
                {
                    return found;
                }

                if (group.Length <= 1)
                {
                    break;
                }
            }
        }

        return null;
    }

    /// <summary>Bytes in use that the kernel can't simply drop; null when they can't be read (any more).</summary>
    internal long? ReadWorkingSet()
    {
        lock (_gate)
        {
            return ParseNumber(ProcFile.Read(_usageFile, _buffer)) is { } usage
                ? Math.Max(0, usage - (ReadKey(Path.Combine(_folder, "memory.stat"), _inactiveKey) ?? 0))
                : null;
        }
    }

    /// <summary>How many processes the kernel has ended for want of memory; null when it doesn't say.</summary>
    internal long? ReadKills()
    {
        lock (_gate)
        {
            return ReadKey(_killsFile, "oom_kill ");
        }
    }

    private static ContainerMemory? TryOpen(string folder, bool second)
    {
        Span<byte> buffer = stackalloc byte[64];
        var limit = ParseNumber(ProcFile.Read(Path.Combine(folder, second ? "memory.max" : "memory.limit_in_bytes"), buffer));
        return limit is > 0 and < NoLimit ? new ContainerMemory(folder, second, limit.Value) : null;
    }

    private long? ReadKey(string file, string key)
    {
        var text = ProcFile.Read(file, _buffer);
        var wanted = Encoding.ASCII.GetBytes(key);
        while (!text.IsEmpty)
        {
            if (text.StartsWith(wanted))
            {
                return ParseNumber(text[wanted.Length..]);
            }

            var end = text.IndexOf((byte)'\n');
            text = end < 0 ? [] : text[(end + 1)..];
        }

        return null;
    }

    private static long? ParseNumber(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long value, out _) ? value : null;
}
