using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Guards;

/// <summary>The kernel's own memory killer, which is faster than any guard where memory goes fast.</summary>
public sealed class KernelKillTests
{
    private const long Limit = 256L * 1024 * 1024;

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_command_that_passes_the_container_s_limit_is_out_of_memory_whoever_ends_it_and_the_runner_goes_on(ProgramForm form)
    {
        using var group = MemoryGroup.Create(Limit);
        if (group is null)
        {
            Assert.Skip("A control group with a limit of memory can't be made here.");
        }

        // Without a reserve the guard acts where the kernel does: one of the two is first.
        var variables = new Dictionary<string, string?> { [RunnerVariables.MemoryReserve] = "0" };
        await using var runner = await RunnerFixture.Start(
            form, AgentPrograms.Dummy, variables, by: $"echo $$ >'{group.Processes}'; exec \"$0\" run");

        var command = await runner.Agent.Run("allocate", "2000", "60");

        Assert.Equal((ExitReason.OutOfMemory, "KILL"), (command.Exit.Reason, command.Exit.Signal));
        Assert.Equal(Limit, command.Exit.Memory!.LimitBytes);
        Assert.InRange(command.Exit.Memory.PeakBytes, Limit / 4, Limit);
        Assert.Equal("fine\n", (await runner.Agent.Run("echo", "fine")).Stdout);
        Assert.Single(runner.Agent.Hellos);
    }
}
