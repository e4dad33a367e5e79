using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

/// <summary>How commands end, and that nothing of them is left.</summary>
public sealed class EndingTests
{
    private static readonly Dictionary<string, string?> ShortWaits = new()
    {
        ["GamRunner__InterruptWait"] = "00:00:00.3",
        ["GamRunner__TerminateWait"] = "00:00:00.3",
        ["GamRunner__DrainWait"] = "00:00:00.5",
    };

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Death_by_a_signal_names_the_signal_and_has_no_code(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        foreach (var (number, name) in new[] { (9, "KILL"), (11, "SEGV"), (15, "TERM"), (10, "USR1") })
        {
            var exit = (await runner.Agent.Run("-c", $"kill -{number} $$; sleep 60")).Exit;
            Assert.Equal((ExitReason.Signalled, (int?)null, name), (exit.Reason, exit.ExitCode, exit.Signal));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Exit_codes_are_the_program_s_own(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        foreach (var code in new[] { 0, 1, 2, 50, 120, 126, 127, 255 })
        {
            var exit = (await runner.Agent.Run("-c", $"exit {code}")).Exit;
            Assert.Equal((ExitReason.Exited, (int?)code), (exit.Reason, exit.ExitCode));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_program_that_is_not_there_is_started_and_not_found(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, "/nowhere/gam");

        var command = await runner.Agent.Run("info", "domain");

        Assert.True((await command.Started).Pid > 0);
        Assert.Equal((ExitReason.NotFound, (int?)null, 0L), (command.Exit.Reason, command.Exit.ExitCode, command.Exit.StdoutBytes));
    }

    [Theory]
    [InlineData("a name that is on no PATH", null, null, ExitReason.NotFound)]
    [InlineData("a file without the right to execute", "#!/bin/sh\n", UnixFileMode.UserRead, ExitReason.NotExecutable)]
    [InlineData("a file of no known format", "certainly no program", UnixFileMode.UserRead | UnixFileMode.UserExecute, ExitReason.NotExecutable)]
    [InlineData("a script whose interpreter is missing", "#!/nowhere/python\n", UnixFileMode.UserRead | UnixFileMode.UserExecute, ExitReason.NotExecutable)]
    public async Task What_cannot_be_executed_is_told_from_what_is_not_there(string what, string? text, UnixFileMode? mode, ExitReason reason)
    {
        using var folder = new TemporaryFolder();
        var program = "no-such-program-here";
        if (text is not null)
        {
            program = folder.Write("gam", text);
            File.SetUnixFileMode(program, mode!.Value);
        }

        await using var runner = await RunnerFixture.Start(ProgramForm.Jit, program);

        Assert.True((await runner.Agent.Run()).Exit.Reason == reason, what);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Cancel_ends_those_too_that_ignore_INT_and_made_sessions_of_their_own(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy, ShortWaits);

        var command = await runner.Agent.Start(["workers", "2", "600", "stay"]);
        await Eventually.True("all work", () => command.Stdout.Split("working").Length == 3);
        await runner.Agent.Cancel(command);
        await command.Exited;

        Assert.Equal(ExitReason.Cancelled, command.Exit.Reason);
        Assert.Empty(runner.SessionProcesses);
        Assert.Empty(ProcessTable.Descendants(runner.Runner.Pid));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_ladder_ends_with_KILL_for_what_ignores_all_else(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, variables: ShortWaits);

        var command = await runner.Agent.Start(["-c", "trap '' INT TERM HUP; echo ignoring; while :; do sleep 1; done"]);
        await command.Printed("ignoring");
        await runner.Agent.Cancel(command);
        await command.Exited;

        Assert.Equal((ExitReason.Cancelled, "KILL"), (command.Exit.Reason, command.Exit.Signal));
        Assert.Empty(runner.SessionProcesses);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task INT_comes_first_and_what_is_printed_at_the_end_is_kept(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "trap 'echo Control-C >&2; exit 8' INT; echo ready; while :; do sleep 0.05; done"]);
        await command.Printed("ready");
        await runner.Agent.Cancel(command);
        await command.Exited;

        Assert.Equal((ExitReason.Cancelled, (int?)8), (command.Exit.Reason, command.Exit.ExitCode));
        Assert.Contains("Control-C", command.Stderr, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_signal_is_no_cancel(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, "/bin/sleep");

        var command = await runner.Agent.Start(["60"]);
        var pid = (await command.Started).Pid;
        await Eventually.True("it is the command", () => ProcessTable.Arguments(pid) is ["/bin/sleep", ..]);
        await runner.Agent.Signal(command, "TERM");
        await command.Exited;

        Assert.Equal((ExitReason.Signalled, "TERM"), (command.Exit.Reason, command.Exit.Signal));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_time_limit_ends_it_and_is_named(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "sleep 60"], timeoutMs: 300);
        await command.Exited;

        Assert.Equal((ExitReason.TimedOut, "command"), (command.Exit.Reason, command.Exit.Limit));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_daemon_that_keeps_the_terminal_delays_the_exit_by_the_drain_alone_and_is_ended(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy, ShortWaits);

        var command = await runner.Agent.Run("daemon", "600");

        Assert.Equal((ExitReason.Exited, (int?)5), (command.Exit.Reason, command.Exit.ExitCode));
        Assert.StartsWith("daemon ", command.Stdout, StringComparison.Ordinal);
        Assert.Empty(runner.SessionProcesses);
        Assert.True(command.Exit.DurationMs < 60_000);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Commands_that_leave_children_behind_leave_no_zombie_and_no_orphan(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, variables: ShortWaits);

        for (var i = 0; i < Forms.Count(form, full: 500, few: 20); i++)
        {
            var command = await runner.Agent.Run("-c", "sleep 600 >/dev/null 2>&1 & (sleep 600 >/dev/null 2>&1 & ); (true &); exit 3");
            Assert.Equal(3, command.Exit.ExitCode);
        }

        Assert.Empty(ProcessTable.Descendants(runner.Runner.Pid));
        Assert.Empty(runner.SessionProcesses);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Orphans_that_end_while_a_command_runs_are_reaped(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);

        var command = await runner.Agent.Start(["-c", "for i in 1 2 3 4 5 6 7 8; do (sleep 0.1 & ); done; echo left; read line"]);
        await command.Printed("left");
        await Eventually.True("only the command is left", () => ProcessTable.Descendants(runner.Runner.Pid).Count == 1);
        await runner.Agent.StdinEof(command);
        await command.Exited;
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Descriptors_and_threads_of_the_runner_do_not_grow_with_commands(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);
        await runner.Agent.Run("-c", "echo first");
        var before = Directory.GetFileSystemEntries($"/proc/{runner.Runner.Pid}/fd").Length;

        for (var i = 0; i < 20; i++)
        {
            await runner.Agent.Run("-c", "echo next");
        }

        await Eventually.True(
            "there are no more descriptors than before",
            () => Directory.GetFileSystemEntries($"/proc/{runner.Runner.Pid}/fd").Length <= before + 2);
    }
}
