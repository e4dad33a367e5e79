using GamAgent.Protocol;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

public sealed class OutputTests
{
    [Theory]
    [InlineData(ProgramForm.Jit)]
    [InlineData(ProgramForm.Aot)]
    public async Task A_command_s_output_comes_before_its_exit(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Run("-c", "printf out; printf err >&2; exit 3");

        Assert.Equal("out", command.Stdout);
        Assert.Equal("err", command.Stderr);
        Assert.Equal((ExitReason.Exited, (int?)3, (string?)null), (command.Exit.Reason, command.Exit.ExitCode, command.Exit.Signal));
    }
}
