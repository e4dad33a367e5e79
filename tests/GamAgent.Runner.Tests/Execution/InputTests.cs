using GamAgent.Protocol;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

public sealed class InputTests
{
    private const int Large = 1_000_000;

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_end_of_input_comes_with_output_still_to_come(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy);

        var command = await runner.Agent.Start(["read-stdin", "0.3"]);
        await runner.Agent.Stdin(command, new byte[1000]);
        await runner.Agent.StdinEof(command);
        await command.Exited;

        Assert.Equal("read 1000\n", command.Stdout);
        Assert.Equal(0, command.Exit.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_figures_tell_how_much_the_child_has_taken(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "while [ ! -e go ]; do sleep 0.05; done; read line; cat | wc -c"]);
        await runner.Agent.Stdin(command, new byte[Large]);
        await Eventually.True("the pipe is full", () => command.StdinTaken?.Bytes >= 16 * 1024);
        Assert.True(command.StdinTaken!.Bytes < Large);
        Assert.False(command.StdinTaken.Closed);
        await File.WriteAllTextAsync(Path.Combine(runner.WorkFolder, "go"), "", TestContext.Current.CancellationToken);
        await runner.Agent.Stdin(command, "\n1234"u8.ToArray());
        await runner.Agent.StdinEof(command);
        await Eventually.True("all is taken", () => command.StdinTaken is { Bytes: Large + 5, Closed: true });
        await command.Exited;

        Assert.Equal("4", command.Stdout.Trim());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_child_that_closes_its_input_is_told_and_goes_on(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "exec </dev/null; echo closed; sleep 0.2; while [ ! -e go ]; do sleep 0.05; done; echo more"]);
        await command.Printed("closed");
        await runner.Agent.Stdin(command, "text\n"u8.ToArray());
        await Eventually.True("the closed input is told", () => command.StdinTaken is { Closed: true });
        await File.WriteAllTextAsync(Path.Combine(runner.WorkFolder, "go"), "", TestContext.Current.CancellationToken);
        await command.Exited;

        Assert.Equal("closed\nmore\n", command.Stdout);
        Assert.Equal(0, command.Exit.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Input_that_nobody_reads_does_not_delay_the_exit(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "read line; exit 6"]);
        await runner.Agent.Stdin(command, "go\n"u8.ToArray());
        await runner.Agent.Stdin(command, new byte[900_000]);
        await command.Exited;

        Assert.Equal(6, command.Exit.ExitCode);
        Assert.Equal(7, (await runner.Agent.Run("-c", "exit 7")).Exit.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_prompt_after_the_end_of_input_is_told_as_that(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy);

        var command = await runner.Agent.Start(["prompt", "Enter password: "]);
        await runner.Agent.StdinEof(command);
        await command.Exited;

        Assert.Equal((ExitReason.PromptClosed, (int?)1), (command.Exit.Reason, command.Exit.ExitCode));
    }
}
