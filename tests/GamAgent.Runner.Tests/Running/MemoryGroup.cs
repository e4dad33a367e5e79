namespace GamAgent.Runner.Tests.Running;

/// <summary>A control group of the real kernel with a limit of memory and no swap, version 1 or 2. Making one takes rights that not everybody has.</summary>
internal sealed class MemoryGroup : IAsyncDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private readonly string _folder;

    private MemoryGroup(string folder) => _folder = folder;

    /// <summary>A shell's words that put the program <c>$0</c> into it.</summary>
    public string Enter => $"echo $$ >{_folder}/cgroup.procs && exec \"$0\" run";

    /// <summary>Makes one, or skips the test where that can't be done.</summary>
    public static MemoryGroup Make(long limit)
    {
        var first = Directory.Exists($"{Root}/memory");
        var folder = $"{(first ? $"{Root}/memory" : Root)}/gam-runner-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText($"{folder}/{(first ? "memory.limit_in_bytes" : "memory.max")}", $"{limit}");
            if (!first)
            {
                File.WriteAllText($"{folder}/memory.swap.max", "0");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"No control group with a limit of memory can be made here: {e.Message}");
        }

        return new MemoryGroup(folder);
    }

    public async ValueTask DisposeAsync() => await Eventually.True("the control group is empty and goes", () =>
    {
        try
        {
            // Its files go with it.
            Directory.Delete(_folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    });
}
