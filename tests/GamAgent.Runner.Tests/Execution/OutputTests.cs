using GamAgent.Protocol;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

public sealed class OutputTests
{
    private const int WindowBytes = 512 * 1024;

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_streams_stay_apart_and_come_before_the_exit(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Run("-c", "printf out; printf err >&2; exit 3");

        Assert.Equal("out", command.Stdout);
        Assert.Equal("err", command.Stderr);
        Assert.Equal((ExitReason.Exited, (int?)3, (string?)null), (command.Exit.Reason, command.Exit.ExitCode, command.Exit.Signal));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task One_byte_before_the_exit_is_never_lost(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        for (var i = 0; i < Forms.Count(form, full: 1000, few: 20); i++)
        {
            var command = await runner.Agent.Run("-c", "printf x");
            Assert.Equal("x", command.Stdout);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_mebibyte_written_at_once_before_the_exit_comes_whole(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, "/bin/dd");

        for (var i = 0; i < Forms.Count(form, full: 1000, few: 5); i++)
        {
            var command = await runner.Agent.Run("if=/dev/zero", "bs=1M", "count=1", "status=none");
            Assert.Equal(1 << 20, command.Exit.StdoutBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_prompt_without_a_line_end_is_shown_while_the_command_waits(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "printf 'Enter: '; read line; echo got $line"]);
        await command.Printed("Enter: ");
        await runner.Agent.Stdin(command, "yes\n"u8.ToArray());
        await command.Exited;

        Assert.Equal("Enter: got yes\n", command.Stdout);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Bytes_come_as_they_were_printed(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Run("-c", @"printf '\r\n\377\000\003\004\021\032\177\303\251\t'; printf '\n\n' >&2");

        Assert.Equal(new byte[] { 13, 10, 255, 0, 3, 4, 17, 26, 127, 0xC3, 0xA9, 9 }, command.StdoutBytes);
        Assert.Equal("\n\n", command.Stderr);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_flood_waits_for_the_agent_in_a_bounded_window(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy);
        runner.Agent.Acknowledges = false;

        var command = await runner.Agent.Start(["flood", "8000000"]);
        await Eventually.True("the window is full", () => command.StdoutCount == WindowBytes);
        runner.Agent.Acknowledges = true;
        await runner.Agent.Acknowledge(command);
        await command.Exited;

        Assert.Equal(8_000_000, command.StdoutCount);
        Assert.Equal(Flood(8_000_000), command.StdoutBytes);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_stream_that_waits_for_the_agent_does_not_hold_up_the_other(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);
        runner.Agent.Acknowledges = false;

        var command = await runner.Agent.Start(["-c", "head -c 4000000 /dev/zero & echo there >&2; wait"]);
        await Eventually.True("the window is full", () => command.StdoutCount == WindowBytes);
        await command.Printed("there");
        runner.Agent.Acknowledges = true;
        await runner.Agent.Acknowledge(command);
        await command.Exited;

        Assert.Equal(4_000_000, command.StdoutCount);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Output_that_waits_longer_for_the_agent_than_the_drain_lasts_is_not_lost(ProgramForm form)
    {
        var variables = new Dictionary<string, string?> { ["GamRunner__DrainWait"] = "00:00:00.1" };
        await using var runner = await RunnerFixture.Start(form, "/bin/dd", variables);
        runner.Agent.Acknowledges = false;

        // What is beyond the window fits into the terminal, so the program ends although the agent takes nothing.
        var command = await runner.Agent.Start(["if=/dev/zero", "bs=514K", "count=1", "status=none"]);
        var pid = (await command.Started).Pid;
        await Eventually.True("the program has ended", () => !ProcessTable.IsAlive(pid));
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.False(command.HasExited);
        runner.Agent.Acknowledges = true;
        await runner.Agent.Acknowledge(command);
        await command.Exited;

        Assert.Equal(514 * 1024, command.StdoutCount);
    }

    private static byte[] Flood(int count)
    {
        var text = new System.Text.StringBuilder(count + 80);
        for (var line = 0; text.Length < count; line++)
        {
            text.Append(line.ToString(System.Globalization.CultureInfo.InvariantCulture).PadRight(79, '.')).Append('\n');
        }

        return System.Text.Encoding.ASCII.GetBytes(text.ToString(0, count));
    }
}
