using System.Diagnostics;
using System.Globalization;
using PulumiAutomation.Tests.Harness;

namespace PulumiAutomation.Tests.Stacks;

/// <summary>However an operation ends, no lock and no process is left, and the next one works.</summary>
public sealed class CancellingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_CLI_that_does_not_end_when_interrupted_is_killed_and_leaves_no_lock()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open(cancelGrace: TimeSpan.FromSeconds(1)).CreateStackAsync("one", Token);
        folder.WriteWaitingProgram();
        using var stop = new CancellationTokenSource();
        var running = stack.UpAsync(null, stop.Token);
        await Eventually.True("the stack is locked", () => folder.Locks.Count == 1);

        await stop.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<CommandCancelledException>(() => running);
        Assert.Null(cancelled.RecoveryFailure);
        await AssertUsableAsync(folder, stack);
    }

    [Fact]
    public async Task A_CLI_that_an_interrupt_ends_before_it_listens_to_interrupts_leaves_no_lock()
    {
        using var folder = new PulumiFolder();
        await folder.Open().CreateStackAsync("one", Token);
        // A CLI that has its lock and listens to nothing yet; `exec` keeps the process id.
        var cli = folder.WriteCli($"""
            if [ "$1" = up ] && mkdir '{folder.Combine("once")}' 2>/dev/null; then echo $$ > '{folder.Combine("pid")}'; exec sleep 600; fi
            exec "$PULUMI" "$@"
            """);
        var stack = folder.Open(cli).SelectStack("one");
        using var stop = new CancellationTokenSource();
        var running = stack.UpAsync(null, stop.Token);
        var pid = await Eventually.Get("the CLI runs", () => File.Exists(folder.Combine("pid")) && File.ReadAllText(folder.Combine("pid")) is [.. var number, '\n'] ? number : null);
        folder.WriteLock("one", int.Parse(pid, CultureInfo.InvariantCulture), Environment.MachineName, TimeProvider.System.GetUtcNow());

        await stop.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<CommandCancelledException>(() => running);
        Assert.True(cancelled.Killed);
        Assert.Null(cancelled.RecoveryFailure);
        await AssertUsableAsync(folder, stack);
    }

    [Fact]
    public async Task A_CLI_that_ends_in_order_when_it_is_interrupted_is_not_put_in_order()
    {
        using var folder = new PulumiFolder();
        await folder.Open().CreateStackAsync("one", Token);
        var cli = folder.WriteCli($"""
            trap 'exit 255' INT
            echo "$1" >> '{folder.Combine("calls")}'
            while :; do sleep 0.05; done
            """);
        using var stop = new CancellationTokenSource();
        var running = folder.Open(cli).SelectStack("one").UpAsync(null, stop.Token);
        await Eventually.True("the CLI runs and listens", () => File.Exists(folder.Combine("calls")));

        await stop.CancelAsync();
        var cancelled = await Assert.ThrowsAsync<CommandCancelledException>(() => running);
        Assert.False(cancelled.Killed);
        Assert.Equal("up\n", await File.ReadAllTextAsync(folder.Combine("calls"), Token));
    }

    [Fact]
    public async Task Leaving_the_events_early_cancels_and_leaves_no_lock()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open(cancelGrace: TimeSpan.FromSeconds(1)).CreateStackAsync("one", Token);
        folder.WriteWaitingProgram();
        await foreach (var read in stack.UpEventsAsync(null, Token))
        {
            Assert.NotEmpty(folder.Locks);
            break;
        }

        await AssertUsableAsync(folder, stack);
    }

    [Fact]
    public async Task An_operation_that_takes_too_long_is_cancelled_with_its_limit()
    {
        using var folder = new PulumiFolder();
        await folder.Open().CreateStackAsync("one", Token);
        folder.WriteWaitingProgram();
        var stack = folder.Open(cancelGrace: TimeSpan.FromSeconds(1), timeout: TimeSpan.FromSeconds(3)).SelectStack("one");
        var error = await Assert.ThrowsAsync<CommandTimeoutException>(() => stack.UpAsync(null, Token));
        Assert.Equal(TimeSpan.FromSeconds(3), error.Limit);
        await AssertUsableAsync(folder, folder.Open().SelectStack("one"));
    }

    [Fact]
    public async Task A_killed_CLI_is_a_useful_error_and_the_next_attempt_works()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open().CreateStackAsync("one", Token);
        folder.WriteWaitingProgram();
        var running = stack.UpAsync(null, Token);
        await Eventually.True("the stack is locked and its plugins run", () => folder.Locks.Count == 1 && folder.Processes.Count > 1);
        ProcessTable.Kill(folder.Cli!.Value);

        var error = await Assert.ThrowsAsync<CommandKilledException>(() => running);
        Assert.Equal(9, error.Signal);
        Assert.True(error.CanRetry);
        Assert.Null(error.RecoveryFailure);
        Assert.Contains("memory", error.Message, StringComparison.Ordinal);
        await AssertUsableAsync(folder, stack);
    }

    [Fact]
    public async Task A_lock_that_somebody_else_holds_survives_the_recovery()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open().CreateStackAsync("one", Token);
        folder.WriteWaitingProgram();
        var running = stack.UpAsync(null, Token);
        await Eventually.True("the stack is locked", () => folder.Locks.Count == 1);
        folder.WriteLock("one", 1, "elsewhere", TimeProvider.System.GetUtcNow());
        ProcessTable.Kill(folder.Cli!.Value);

        var error = await Assert.ThrowsAsync<CommandKilledException>(() => running);
        Assert.IsType<ConcurrentUpdateException>(error.RecoveryFailure);
        Assert.Equal(2, folder.Locks.Count);
    }

    [Fact]
    public async Task What_an_earlier_process_left_running_is_found_and_ended()
    {
        using var folder = new PulumiFolder();
        var workspace = folder.Open();
        await workspace.CreateStackAsync("one", Token);
        folder.WriteWaitingProgram();
        // The same CLI, called by nobody who waits for it.
        using var orphan = Process.Start(new ProcessStartInfo("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "one"])
        {
            WorkingDirectory = folder.WorkDir,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PULUMI_AUTOMATION_WORKSPACE"] = folder.WorkDir,
                ["PULUMI_BACKEND_URL"] = $"file://{folder.Combine("backend")}",
                ["PULUMI_HOME"] = folder.Combine("home"),
                ["PULUMI_CONFIG_PASSPHRASE"] = PulumiFolder.Passphrase,
            },
        })!;
        await Eventually.True("the stack is locked", () => folder.Locks.Count == 1);
        Assert.Equal(LockHolder.Alive, await JudgeAsync(workspace));

        Assert.True(await workspace.EndLeftoversAsync(Token) > 0);
        Assert.Equal(LockHolder.Gone, await JudgeAsync(workspace));
        await workspace.SelectStack("one").CancelAsync(Token);
        await AssertUsableAsync(folder, workspace.SelectStack("one"));
    }

    private static async Task<LockHolder> JudgeAsync(LocalWorkspace workspace)
    {
        var error = await Assert.ThrowsAsync<ConcurrentUpdateException>(() => workspace.SelectStack("one").UpAsync(null, Token));
        return new LockJudge(TimeProvider.System).Judge(Assert.Single(error.Locks));
    }

    private static async Task AssertUsableAsync(PulumiFolder folder, WorkspaceStack stack)
    {
        Assert.Empty(folder.Locks);
        Assert.Empty(folder.Processes);
        folder.WriteProgram(PulumiFolder.Plain);
        Assert.Equal("hello", (await stack.UpAsync(null, Token)).Outputs["said"].AsText);
        await stack.DestroyAsync(new DestroyOptions { Remove = true }, Token);
        Assert.Empty(folder.Locks);
    }
}
