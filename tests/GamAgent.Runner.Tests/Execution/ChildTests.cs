using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Execution;

/// <summary>What a command finds when it starts.</summary>
public sealed class ChildTests
{
    public static TheoryData<ProgramForm> Both => Forms.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task It_has_three_descriptors_two_terminals_a_session_of_its_own_and_clean_signals(ProgramForm form)
    {
        // A runner that was itself started carelessly: signals ignored, a file open.
        await using var runner = await RunnerFixture.Start(form, "/bin/sleep", carelessly: true);

        var command = await runner.Agent.Start(["60"]);
        var pid = (await command.Started).Pid;
        await Eventually.True("the trampoline became the command", () => ProcessTable.Arguments(pid) is ["/bin/sleep", "60"]);
        // The dynamic loader has a library open for a moment; what was left open stays.
        await Eventually.Equal("0,1,2", () => string.Join(',', Descriptors(pid).Select(path => Path.GetFileName(path)).Order()), "its descriptors");
        var descriptors = Descriptors(pid).ToDictionary(path => Path.GetFileName(path), path => new FileInfo(path).LinkTarget!);
        var status = await File.ReadAllLinesAsync($"/proc/{pid}/status", TestContext.Current.CancellationToken);
        var stat = ProcessTable.Stat(pid)!;
        var score = await File.ReadAllTextAsync($"/proc/{pid}/oom_score_adj", TestContext.Current.CancellationToken);
        await runner.Agent.Cancel(command);
        await command.Exited;

        Assert.StartsWith("pipe:", descriptors["0"], StringComparison.Ordinal);
        Assert.StartsWith("/dev/pts/", descriptors["1"], StringComparison.Ordinal);
        Assert.StartsWith("/dev/pts/", descriptors["2"], StringComparison.Ordinal);
        Assert.NotEqual(descriptors["1"], descriptors["2"]);
        Assert.Equal((pid, pid), (stat.Session, stat.Group));
        Assert.Equal("900", score.Trim());
        foreach (var mask in new[] { "SigBlk", "SigIgn", "SigCgt" })
        {
            Assert.Equal($"{mask}:\t0000000000000000", status.Single(line => line.StartsWith(mask, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Its_environment_is_an_allow_list_and_what_GAM_needs(ProgramForm form)
    {
        var variables = new Dictionary<string, string?>
        {
            ["SOME_TOKEN"] = "planted",
            ["EXTRA_ONE"] = "1",
            ["https_proxy"] = "http://proxy.example:3128",
            ["LC_ALL"] = "de_DE",
            [RunnerVariables.PassVariables] = "EXTRA_ONE, EXTRA_TWO",
        };
        await using var runner = await RunnerFixture.Start(form, "/usr/bin/env", variables);

        var command = await runner.Agent.Run();
        var found = command.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);

        Assert.Equal("C.UTF-8", found["LANG"]);
        Assert.Equal(runner.ConfigFolder, found["GAMCFGDIR"]);
        Assert.Equal(runner.WorkFolder, found["HOME"]);
        Assert.Equal(runner.SessionId, found[RunnerVariables.SessionMarker]);
        Assert.Equal("1", found["EXTRA_ONE"]);
        Assert.Equal("http://proxy.example:3128", found["https_proxy"]);
        Assert.True(int.Parse(found["COLUMNS"], System.Globalization.CultureInfo.InvariantCulture) >= 1000);
        Assert.DoesNotContain("SOME_TOKEN", found.Keys);
        Assert.DoesNotContain("LC_ALL", found.Keys);
        Assert.DoesNotContain(found.Keys, name => name.StartsWith("GamRunner__", StringComparison.Ordinal));
        Assert.DoesNotContain("DOTNET_EnableDiagnostics", found.Keys);
        Assert.DoesNotContain("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", found.Keys);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_work_folder_that_was_removed_is_there_again_for_the_next_command(ProgramForm form)
    {
        await using var runner = await RunnerFixture.Start(form, "/bin/pwd");
        Directory.Delete(runner.WorkFolder, recursive: true);

        var command = await runner.Agent.Start([]);
        Assert.Equal(0, (await command.Exited).ExitCode);
        Assert.True(Directory.Exists(runner.WorkFolder));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Arguments_arrive_as_they_were_given(ProgramForm form)
    {
        string[] arguments =
        [
            "", " ", "a b", "it's", "\"quoted\"", @"back\slash", @"ends with \", @"\\""", "new\nline", "tab\t", "*", "$HOME", "~", "é✓𝄞", "-", "--", "%s",
        ];
        await using var runner = await RunnerFixture.Start(form, AgentPrograms.Dummy);

        var command = await runner.Agent.Run(["args", .. arguments]);

        Assert.Equal(string.Concat(arguments.Select(argument => $"[{argument}]\n")), command.Stdout);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_trampoline_passes_on_arguments_that_are_not_UTF_8(ProgramForm form)
    {
        using var folder = new TemporaryFolder();
        var output = folder.Write("out", "");
        var errors = folder.Write("err", "");
        var script = "exec \"$1\" exec \"$2\" \"$3\" \"$4\" args \"$(printf 'a\\377\\376z')\" plain";

        await using var program = StartedProgram.Start(
            "/bin/sh", ["-c", script, "sh", await AgentPrograms.Runner(form), output, errors, AgentPrograms.Dummy]);
        var code = await program.WaitForEverything();

        Assert.Equal(0, code);
        Assert.Equal([.. "[a"u8, 255, 254, .. "z]\n[plain]\n"u8], await File.ReadAllBytesAsync(output, TestContext.Current.CancellationToken));
    }

    private static string[] Descriptors(int pid) => Directory.GetFileSystemEntries($"/proc/{pid}/fd");
}
