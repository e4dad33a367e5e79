using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Preflight;

/// <summary>GAM is tried once before the first command: an image in which it can't run is told, with the cure.</summary>
public sealed class PreflightTests
{
    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_program_that_fails_is_told_with_its_code_and_its_words_and_what_to_change(ProgramForm form)
    {
        var said = await Refused(form, "#!/bin/sh\necho out \"$@\"\necho 'no module named gam' >&2\nexit 3\n");

        Assert.Contains("ended with code 3", said, StringComparison.Ordinal);
        Assert.Contains("out version simple", said, StringComparison.Ordinal);
        Assert.Contains("no module named gam", said, StringComparison.Ordinal);
        Assert.Contains("GamPath and RunAsUser", said, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_program_that_says_nothing_is_told_as_that_and_one_that_says_too_much_is_cut(ProgramForm form)
    {
        Assert.Contains("it said nothing.", await Refused(form, "#!/bin/sh\nexit 1\n"), StringComparison.Ordinal);

        var said = await Refused(form, "#!/bin/sh\nwhile [ ${i:=0} -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done\nexit 1\n");
        Assert.True(said.Length < 8192, $"{said.Length} characters");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_program_that_is_not_there_or_can_t_be_run_is_told_with_GamPath(ProgramForm form)
    {
        Assert.Contains("set GamPath", await Refused(form, null), StringComparison.Ordinal);
        Assert.Contains("set GamPath", await Refused(form, "#!/bin/sh\n", executable: false), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_program_that_works_is_asked_once_in_the_environment_of_commands_and_then_the_runner_connects(ProgramForm form)
    {
        using var folder = new TemporaryFolder();
        var gam = Script(folder, $"#!/bin/sh\necho \"$GAMCFGDIR $*\" >>{folder.Combine("asked")}\n");
        await using var fixture = await RunnerFixture.Start(form, gam, new Dictionary<string, string?> { [RunnerVariables.Preflight] = "true" });

        Assert.Equal($"{fixture.ConfigFolder} version simple\n", await File.ReadAllTextAsync(folder.Combine("asked"), TestContext.Current.CancellationToken));
    }

    private static async Task<string> Refused(ProgramForm form, string? script, bool executable = true)
    {
        using var folder = new TemporaryFolder();
        var gam = script is null ? folder.Combine("nowhere", "gam") : Script(folder, script, executable);
        await using var runner = StartedProgram.Start(await AgentPrograms.Runner(form), ["run"], new Dictionary<string, string?>
        {
            [RunnerVariables.SessionId] = "preflight",
            [RunnerVariables.Socket] = folder.Combine("runner.sock"),
            [RunnerVariables.GamPath] = gam,
            [RunnerVariables.WorkFolder] = folder.Combine("work"),
            [RunnerVariables.ConfigFolder] = folder.Combine("config"),
            [RunnerVariables.Preflight] = "true",
        });
        Assert.Equal(RunnerVariables.PreflightFailed, await runner.WaitForEverything());
        return runner.Errors.Text;
    }

    private static string Script(TemporaryFolder folder, string text, bool executable = true)
    {
        var path = folder.Write("gam", text);
        File.SetUnixFileMode(path, executable ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100);
        return path;
    }
}
