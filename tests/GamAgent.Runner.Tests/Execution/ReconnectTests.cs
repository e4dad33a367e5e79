using GamAgent.Protocol;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

public sealed class ReconnectTests
{
    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task No_byte_is_lost_or_repeated_when_the_agent_goes_away_and_comes_back(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"]);
        for (var i = 0; i < 8; i++)
        {
            var pieces = command.Pieces;
            await Eventually.True("there is more output", () => command.Pieces > pieces || command.HasExited);
            runner.Agent.Disconnect();
            await Eventually.True("the runner comes back", () => runner.Agent.IsConnected);
        }

        await command.Exited;

        Assert.Equal(string.Concat(Enumerable.Range(0, 20000).Select(i => $"line {i}\n")), command.Stdout);
        Assert.Single(runner.Agent.Hellos.Select(hello => hello.RunnerId).Distinct());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_exit_is_sent_again_until_it_is_acknowledged(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);
        runner.Agent.AcknowledgesExits = false;

        var command = await runner.Agent.Run("-c", "echo done; exit 4");
        runner.Agent.Disconnect();
        await Eventually.True("the exit came again", () => command.Exits == 2);
        await runner.Agent.AcknowledgeExit(command);
        runner.Agent.AcknowledgesExits = true;
        var next = await runner.Agent.Run("-c", "exit 5");

        Assert.Equal(4, runner.Agent.Hellos.Last().Running is { } running ? running.Start.Command == command.Number ? command.Exit.ExitCode : null : null);
        Assert.Equal(5, next.Exit.ExitCode);
        Assert.Equal("done\n", command.Stdout);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_start_that_comes_twice_starts_one_process(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "echo once; read line"]);
        await command.Printed("once");
        await runner.Agent.StartAgain(command);
        await runner.Agent.StdinEof(command);
        await command.Exited;

        Assert.Equal("once\n", command.Stdout);
        Assert.Equal(1, command.Exits);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Input_that_comes_twice_is_given_once_and_the_hello_says_how_much_came(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "cat"]);
        await runner.Agent.Stdin(command, "one\n"u8.ToArray());
        await command.Printed("one");
        runner.Agent.Disconnect();
        await Eventually.True("the runner comes back", () => runner.Agent.Hellos.Count > 1 && runner.Agent.IsConnected);
        command.StdinSent = 0;
        await runner.Agent.Stdin(command, "one\ntwo\n"u8.ToArray());
        await runner.Agent.StdinEof(command);
        await command.Exited;

        Assert.Equal(4, runner.Agent.Hellos.Last().StdinReceived);
        Assert.Equal("one\ntwo\n", command.Stdout);
        Assert.Equal(ExitReason.Exited, command.Exit.Reason);
    }

    [Fact]
    public async Task Frames_that_are_no_frames_cost_the_connection_and_nothing_else()
    {
        await using var runner = await RunnerFixture.Start(ProgramForm.Jit);
        var command = await runner.Agent.Start(["-c", "read line; echo $line"]);
        await command.Started;

        await runner.Agent.Send(writer => System.Buffers.BuffersExtensions.Write(writer, new byte[] { 255, 255, 255, 255, 1 }));
        await Eventually.True("the runner comes back", () => runner.Agent.Hellos.Count > 1 && runner.Agent.IsConnected);
        await runner.Agent.Stdin(command, "hello\n"u8.ToArray());
        await command.Exited;

        Assert.Equal("hello\n", command.Stdout);
    }
}
