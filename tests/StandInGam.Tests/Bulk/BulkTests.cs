using System.Text.RegularExpressions;
using TestKit;

namespace StandInGam.Tests.Bulk;

public sealed class BulkTests
{
    private const string Rows = "email,first\nada@example.com,Ada\nghost@example.com,Gus\nzoe@example.com,\"Zoë, B\"\n";
    private const string Settings = "show_commands = true\nnum_threads = 2\n";

    [Fact]
    public async Task Csv_ends_with_0_although_rows_failed_and_says_which_in_End_lines()
    {
        using var gam = new Gam(Settings);
        gam.Write("rows.csv", Rows);
        var (code, output, errors) = await gam.Run("csv", "rows.csv", "gam", "update", "user", "~email", "firstname", "~first");
        Assert.Equal(0, code);
        Assert.Contains("User: zoe@example.com, Updated\n", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00,0/3,Using 2 processes\.\.\.$", errors);
        Assert.Contains(",3/3,Start,0,gam update user zoe@example.com firstname \"Zoë, B\"\n", errors, StringComparison.Ordinal);
        Assert.Contains(",2/3,End,56,gam update user ghost@example.com firstname Gus\n", errors, StringComparison.Ordinal);
        Assert.EndsWith(",0/3,Processing complete\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_show_commands_only_the_last_item_is_counted()
    {
        using var gam = new Gam("num_threads = 2");
        gam.Write("rows.csv", Rows);
        var (_, _, errors) = await gam.Run("csv", "rows.csv", "gam", "update", "user", "~email");
        Assert.DoesNotContain(",Start,", errors, StringComparison.Ordinal);
        Assert.Contains(",0,Processing item 3/3\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_line_in_a_batch_file_means_that_nothing_runs()
    {
        using var gam = new Gam(Settings);
        gam.Write("batch.txt", "gam update user ada@example.com\ngum delete user x\ngam create user y lastname \"O'Brien\n");
        var (code, output, errors) = await gam.Run("batch", "batch.txt");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Command: >>>gum<<< delete user x\n", errors, StringComparison.Ordinal);
        Assert.Contains("ERROR: No closing quotation\n", errors, StringComparison.Ordinal);
        Assert.EndsWith("not processed, 2 errors\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tbatch_has_no_code_in_its_Start_lines()
    {
        using var gam = new Gam(Settings);
        gam.Write("batch.txt", "gam update user ada@example.com\ngam delete user ghost@example.com\n");
        var (code, _, errors) = await gam.Run("tbatch", "batch.txt");
        Assert.Equal(0, code);
        Assert.Contains(",2/2,Start,gam delete user ghost@example.com\n", errors, StringComparison.Ordinal);
        Assert.Contains(",2/2,End,56,gam delete user ghost@example.com\n", errors, StringComparison.Ordinal);
        Assert.EndsWith(",0/2,Complete\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_are_grandchildren_in_the_same_group_and_ignore_an_interrupt()
    {
        using var gam = new Gam(Settings);
        gam.Write("rows.csv", "n\n1\n2\n");
        await using var program = gam.OnPipes("config", "standin_speed", "1", "csv", "rows.csv", "gam", "silence", "600");
        Assert.All(await Workers(program, 2), worker =>
        {
            Assert.Equal(program.Pid, ProcessTable.Stat(ProcessTable.Stat(worker)!.Parent)!.Parent);
            Assert.Equal(ProcessTable.Stat(program.Pid)!.Group, ProcessTable.Stat(worker)!.Group);
            Assert.True(ProcessTable.Ignores(worker, Signals.Interrupt));
            Assert.True(ProcessTable.Ignores(ProcessTable.Stat(worker)!.Parent, Signals.Interrupt));
        });
        Assert.False(ProcessTable.Ignores(program.Pid, Signals.Interrupt));
    }

    [Fact]
    public async Task An_interrupt_in_bulk_is_noticed_at_the_next_poll_and_ends_the_workers_with_code_8()
    {
        using var gam = new Gam(Settings);
        var rows = gam.Write("rows.csv", "n\n1\n");
        await using var program = gam.OnTerminals("csv", rows, "gam", "silence", "60000");
        await program.Errors.WaitForText("Waiting for 1 running process to finish");
        ProcessTable.Signal(program.Pid, Signals.Interrupt);
        Assert.Equal(8, await program.WaitForEverything());
        Assert.Matches("Control-C \\(Multiprocess-SIG\\)\n[^\n]+,0/1,Terminating 1 running process\n[^\n]+,0/1,Processing complete\n$", program.Errors.Text);
    }

    [Fact]
    public async Task Workers_outlive_a_main_process_that_was_terminated_and_hold_its_streams()
    {
        using var gam = new Gam(Settings);
        gam.Write("rows.csv", "n\n1\n2\n");
        await using var program = gam.OnPipes("config", "standin_speed", "1", "csv", "rows.csv", "gam", "silence", "2");
        var workers = await Workers(program, 2);
        program.Signal(Signals.Terminate);
        Assert.Equal(128 + Signals.Terminate, await program.WaitForExit());
        Assert.All(workers, worker => Assert.True(ProcessTable.IsAlive(worker)));
        await program.WaitForEverything();
        Assert.Equal("done\ndone\n", program.Output.Text);
    }

    [Fact]
    public async Task A_worker_that_was_killed_is_waited_for_as_long_as_the_limit_says()
    {
        using var gam = new Gam(Settings);
        gam.Write("rows.csv", "n\n1\n");
        await using var program = gam.OnPipes("config", "process_wait_limit", "10", "csv", "rows.csv", "gam", "silence", "600");
        ProcessTable.Kill((await Workers(program, 1))[0]);
        program.CloseInput();
        Assert.Equal(0, await program.WaitForEverything());
        Assert.Equal(2, Regex.Count(program.Errors.Text, "Waiting for 1 running process to finish before terminating, wait limit (10|5) seconds"));
        Assert.DoesNotContain(",End,", program.Errors.Text, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<int>> Workers(StartedProgram program, int count) =>
        await Eventually.Get($"{count} workers run", () =>
            program.Processes.Where(pid => ProcessTable.Arguments(pid).Contains("--standin-worker")).ToArray() is { } found && found.Length == count ? found : null);
}
