using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Session;

public sealed class VerbTests
{
    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Run_tells_everything_that_is_wrong_with_its_settings_at_once(ProgramForm form)
    {
        var variables = new Dictionary<string, string?>
        {
            [RunnerVariables.SessionId] = "s1",
            [RunnerVariables.InterruptWait] = "4",
            [RunnerVariables.MemoryLimit] = "1Gi",
            [RunnerVariables.EndWithParent] = "maybe",
        };
        await using var program = StartedProgram.Start(await AgentPrograms.Runner(form), ["run"], variables);

        Assert.Equal(2, await program.WaitForEverything());
        foreach (var name in new[]
        {
            RunnerVariables.Socket, RunnerVariables.GamPath, RunnerVariables.WorkFolder, RunnerVariables.ConfigFolder, RunnerVariables.InterruptWait,
            RunnerVariables.MemoryLimit, RunnerVariables.EndWithParent,
        })
        {
            Assert.Contains(program.Errors.Lines, line => line.StartsWith(name + " ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Without_a_verb_the_verbs_are_listed()
    {
        await using var program = StartedProgram.Start(AgentPrograms.RunnerJit, []);

        Assert.Equal(2, await program.WaitForEverything());
        Assert.StartsWith("usage:", program.Errors.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task It_knows_its_version(ProgramForm form)
    {
        await using var program = StartedProgram.Start(await AgentPrograms.Runner(form), ["--version"]);

        Assert.Equal(0, await program.WaitForEverything());
        Assert.Matches(@"^\d+\.\d+\.\d+", program.Output.Text);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Reap_ends_all_processes_of_one_session_and_no_other(ProgramForm form)
    {
        var mine = $"r-{Guid.NewGuid():N}";
        await using var reaped = StartedProgram.Start(
            "/bin/sh", ["-c", "trap '' TERM; setsid sleep 600 & wait"], new Dictionary<string, string?> { [RunnerVariables.SessionMarker] = mine });
        await using var other = StartedProgram.Start(
            "/bin/sleep", ["600"], new Dictionary<string, string?> { [RunnerVariables.SessionMarker] = mine + "x" });
        await Eventually.True("both are there", () => ProcessTable.WithEnvironment(RunnerVariables.SessionMarker, mine).Count == 2);

        await using var reap = StartedProgram.Start(await AgentPrograms.Runner(form), ["reap", mine]);

        Assert.Equal(0, await reap.WaitForEverything());
        Assert.Empty(ProcessTable.WithEnvironment(RunnerVariables.SessionMarker, mine));
        Assert.False(other.HasExited);
    }

    [Fact]
    public async Task The_native_program_installs_itself()
    {
        using var folder = new TemporaryFolder();
        var target = folder.Combine("bin", "gam-agent-runner");
        await using var install = StartedProgram.Start(await AgentPrograms.RunnerAot(), ["install", target]);
        Assert.Equal(0, await install.WaitForEverything());

        await using var copy = StartedProgram.Start(target, ["--version"]);

        Assert.Equal(0, await copy.WaitForEverything());
        Assert.Single(Directory.GetFiles(folder.Combine("bin")));
    }

    [Fact]
    public async Task An_installed_program_is_left_alone_and_another_one_in_its_place_is_not()
    {
        using var folder = new TemporaryFolder();
        var program = await AgentPrograms.RunnerAot();
        var target = folder.Combine("gam-agent-runner");
        var longAgo = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await Install();
        File.SetLastWriteTimeUtc(target, longAgo);
        await Install();
        Assert.Equal(longAgo, File.GetLastWriteTimeUtc(target));

        // As long as it was, and another.
        var bytes = await File.ReadAllBytesAsync(target, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(target, bytes, TestContext.Current.CancellationToken);
        await Install();
        Assert.True(File.ReadAllBytes(program).AsSpan().SequenceEqual(File.ReadAllBytes(target)));

        async Task Install()
        {
            await using var install = StartedProgram.Start(program, ["install", target]);
            Assert.Equal(0, await install.WaitForEverything());
        }
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_told()
    {
        await using var install = StartedProgram.Start(await AgentPrograms.RunnerAot(), ["install", "/proc/nowhere/gam-agent-runner"]);

        Assert.Equal(1, await install.WaitForEverything());
        Assert.StartsWith("/proc/nowhere/gam-agent-runner can't be written: ", install.Errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ordinary_program_says_why_it_cannot_be_installed()
    {
        using var folder = new TemporaryFolder();
        await using var install = StartedProgram.Start(AgentPrograms.RunnerJit, ["install", folder.Combine("x")]);

        Assert.Equal(1, await install.WaitForEverything());
        Assert.Contains("-p:Aot=true", install.Errors.Text, StringComparison.Ordinal);
    }
}
