using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Guards;

public sealed class GuardTests
{
    private const long MegaByte = 1024 * 1024;

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_command_that_passes_its_memory_limit_is_ended_with_the_figures_and_the_runner_goes_on(ProgramForm form)
    {
        var variables = new Dictionary<string, string?>
        {
            [RunnerVariables.MemoryLimit] = $"{256 * MegaByte}",
            [RunnerVariables.MemoryReserve] = $"{32 * MegaByte}",
        };
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy, variables);

        var command = await runner.Agent.Run("allocate", "600", "60");

        Assert.Equal((ExitReason.OutOfMemory, "KILL"), (command.Exit.Reason, command.Exit.Signal));
        Assert.Equal(256 * MegaByte, command.Exit.Memory!.LimitBytes);
        Assert.True(command.Exit.Memory.PeakBytes >= 224 * MegaByte);
        Assert.Equal("fine\n", (await runner.Agent.Run("echo", "fine")).Stdout);
        Assert.Single(runner.Agent.Hellos);
        Assert.Contains(runner.Agent.Usages, usage => usage.MemoryBytes > 10 * MegaByte);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_command_that_the_kernel_ends_before_the_guard_looks_ends_as_out_of_memory_too(ProgramForm form)
    {
        await using var group = MemoryGroup.Make(256 * MegaByte);
        // Without a reserve the kernel is always first.
        var variables = new Dictionary<string, string?> { [RunnerVariables.MemoryReserve] = "0" };
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy, variables, by: group.Enter);

        for (var time = 1; time <= 3; time++)
        {
            var command = await runner.Agent.Run("allocate", "600", "0");

            Assert.Equal((ExitReason.OutOfMemory, "KILL"), (command.Exit.Reason, command.Exit.Signal));
            Assert.Equal(256 * MegaByte, command.Exit.Memory!.LimitBytes);
            var small = await runner.Agent.Run("echo", "fine");
            Assert.Equal(("fine\n", ExitReason.Exited), (small.Stdout, small.Exit.Reason));
        }

        Assert.Single(runner.Agent.Hellos);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_command_that_fills_the_work_folder_is_ended_and_a_small_one_runs_again_after_files_are_deleted(ProgramForm form)
    {
        var variables = new Dictionary<string, string?> { [RunnerVariables.WorkFolderBytes] = $"{20 * MegaByte}" };
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy, variables);

        var command = await runner.Agent.Run("fill", "big", "5000");

        Assert.Equal(ExitReason.DiskFull, command.Exit.Reason);
        await Eventually.True("it is told that the folder is full", () => runner.Agent.Usages.Any(usage => usage.DiskFull));
        File.Delete(Path.Combine(runner.WorkFolder, "big"));
        await Eventually.True("it is told that it is not any more", () => runner.Agent.Usages.Last() is { DiskFull: false, DiskBytes: 0 });
        Assert.Equal("filled\n", (await runner.Agent.Run("fill", "small", "1")).Stdout);
    }
}
