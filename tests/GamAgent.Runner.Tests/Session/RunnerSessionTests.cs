using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Session;

public sealed class RunnerSessionTests
{
    private static readonly Dictionary<string, string?> WithParent = new() { [RunnerVariables.EndWithParent] = "true" };

    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Fact]
    public async Task Another_file_in_the_place_of_its_program_changes_nothing()
    {
        await using var runner = await RunnerFixture.Start(ProgramForm.Aot, "/bin/echo", copied: true);
        File.Delete(runner.Program);
        await File.WriteAllTextAsync(runner.Program, "no program\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(runner.Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal("hello\n", (await runner.Agent.Run(["hello"])).Stdout);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_end_ends_what_runs_tells_it_and_leaves_nothing(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy);
        var command = await runner.Agent.Start(["workers", "2", "600", "stay"]);
        await Eventually.True("all work", () => command.Stdout.Split("working").Length == 3);

        await runner.Agent.End(graceMs: 1500);
        await command.Exited;

        Assert.Equal(ExitReason.SessionEnded, command.Exit.Reason);
        Assert.Equal(0, await runner.Runner.WaitForExit());
        Assert.Empty(runner.SessionProcesses);
    }

    [Fact]
    public async Task The_end_of_an_idle_session_is_at_once()
    {
        await using var runner = await RunnerFixture.Start(ProgramForm.Jit);

        await runner.Agent.End(graceMs: 600_000);

        Assert.Equal(0, await runner.Runner.WaitForExit());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_parent_that_goes_away_ends_what_runs(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, "/bin/sh", WithParent);
        var command = await runner.Agent.Start(["-c", "setsid sleep 600 & echo started; wait"]);
        await command.Printed("started");
        Assert.Equal(runner.Runner.Pid, ProcessTable.Stat(runner.Runner.Pid)!.Session);

        runner.Runner.CloseInput();
        await command.Exited;

        Assert.Equal(ExitReason.SessionEnded, command.Exit.Reason);
        Assert.Equal(0, await runner.Runner.WaitForExit());
        Assert.Empty(runner.SessionProcesses);
    }

    [Fact]
    public async Task With_a_parent_to_end_with_an_interrupt_is_ignored_and_TERM_is_not()
    {
        await using var runner = await RunnerFixture.Start(ProgramForm.Jit, "/bin/sh", WithParent);

        runner.Runner.Signal(Signals.Interrupt);
        Assert.Equal(3, (await runner.Agent.Run("-c", "exit 3")).Exit.ExitCode);
        runner.Runner.Signal(Signals.Terminate);

        Assert.Equal(0, await runner.Runner.WaitForExit());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_new_runner_ends_what_a_killed_one_left(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form);
        var command = await runner.Agent.Start(["-c", "trap '' HUP TERM INT; setsid sleep 600 & echo started; wait"]);
        await command.Printed("started");
        await using var killed = runner.Runner;

        killed.Signal(Signals.Kill);
        await killed.WaitForExit();
        Assert.NotEmpty(runner.SessionProcesses);
        runner.StartAgain();
        await Eventually.True("the new one connects", () => runner.Agent.Hellos.Count == 2);

        Assert.Empty(runner.SessionProcesses);
        Assert.Null(runner.Agent.Hellos.Last().Running);
        Assert.Equal(2, runner.Agent.Hellos.Select(hello => hello.RunnerId).Distinct().Count());
        Assert.Equal(3, (await runner.Agent.Run("-c", "exit 3")).Exit.ExitCode);
    }

    [Fact]
    public async Task Small_text_files_of_the_work_folder_can_be_read_and_nothing_else()
    {
        await using var runner = await RunnerFixture.Start(ProgramForm.Jit);
        await File.WriteAllTextAsync(Path.Combine(runner.WorkFolder, "batch.txt"), "gam info domain\n", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(runner.WorkFolder, "link"), "/etc/passwd");

        string[] names = ["batch.txt", "./missing", "../config/gam.cfg", "/etc/passwd", "link", "."];
        for (var i = 0; i < names.Length; i++)
        {
            await runner.Agent.Request(i, "read-text", names[i]);
        }

        await runner.Agent.Request(names.Length, "unknown", null);
        await Eventually.True("all are answered", () => runner.Agent.Replies.Count == names.Length + 1);

        Assert.Equal("gam info domain\n", runner.Agent.Replies[0].Result);
        Assert.All(Enumerable.Range(1, names.Length), i => Assert.NotNull(runner.Agent.Replies[i].Error));
    }
}
