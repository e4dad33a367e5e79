namespace GamAgent.Runner.Tests.Guards;

/// <summary>A control group with a limit of memory, below this process's own one: of version 1 or 2, whichever can be written here.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>Where a process writes its id to be in it.</summary>
    public string Processes => Path.Combine(_folder, "cgroup.procs");

    /// <summary>Makes one, or returns null where that can't be done.</summary>
    public static MemoryGroup? Create(long limit)
    {
        foreach (var line in File.ReadAllLines("/proc/self/cgroup"))
        {
            var parts = line.Split(':', 3);
            var second = parts is ["0", "", _];
            if (!second && !parts[1].Split(',').Contains("memory"))
            {
                continue;
            }

            var folder = Path.Join(second ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory", parts[2], $"gam-sessions-test-{Guid.NewGuid():N}");
            try
            {
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, second ? "memory.max" : "memory.limit_in_bytes"), $"{limit}");
                return new MemoryGroup(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder);
                }
            }
        }

        return null;
    }

    public void Dispose() => Directory.Delete(_folder);
}
