using GamAgent.Runner.Guards;

namespace GamAgent.Runner.Tests.Guards;

public sealed class ContainerMemoryTests
{
    [Fact]
    public void Version_2_is_read_in_a_container_s_own_root()
    {
        using var root = new TemporaryFolder();
        root.Write("memory.max", "536870912\n");
        root.Write("memory.current", "300000000\n");
        root.Write("memory.stat", "anon 1\nfile 2\ninactive_file 100000000\nactive_file 3\n");
        root.Write("memory.events", "low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\noom_group_kill 0\n");

        var memory = ContainerMemory.Find(root.Path, "0::/\n");

        Assert.NotNull(memory);
        Assert.Equal((536870912L, (long?)200000000, (long?)2), (memory.Limit, memory.ReadWorkingSet(), memory.ReadKills()));
    }

    [Fact]
    public void Version_1_is_read_in_the_process_s_group()
    {
        using var root = new TemporaryFolder();
        root.Write("memory/pod/one/memory.limit_in_bytes", "1000000\n");
        root.Write("memory/pod/one/memory.usage_in_bytes", "700000\n");
        root.Write("memory/pod/one/memory.stat", "inactive_file 5\ntotal_inactive_file 200000\n");
        root.Write("memory/pod/one/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 7\n");

        var memory = ContainerMemory.Find(root.Path, "9:name=systemd:/\n4:cpu,memory:/pod/one\n0::/\n");

        Assert.NotNull(memory);
        Assert.Equal((1000000L, (long?)500000, (long?)7), (memory.Limit, memory.ReadWorkingSet(), memory.ReadKills()));
    }

    [Theory]
    [InlineData("memory.max", "max\n", "0::/a/b\n")]
    [InlineData("memory/memory.limit_in_bytes", "9223372036854771712\n", "4:memory:/a/b\n")]
    [InlineData("unrelated", "", "")]
    public void No_limit_is_none(string file, string text, string membership)
    {
        using var root = new TemporaryFolder();
        root.Write(file, text);

        Assert.Null(ContainerMemory.Find(root.Path, membership));
    }

    [Fact]
    public void A_limit_of_a_group_above_counts_where_the_own_one_has_none()
    {
        using var root = new TemporaryFolder();
        root.Write("a/memory.max", "1000\n");
        root.Write("a/b/memory.max", "max\n");

        Assert.Equal(1000, ContainerMemory.Find(root.Path, "0::/a/b\n")?.Limit);
    }
}
