using System.Globalization;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Session;

/// <summary>The static program in a root file system that holds nothing but itself, a static child, /proc and /dev/pts.</summary>
public sealed class EmptyRootTests
{
    private const string Child =
        """
        #include <stdio.h>
        #include <unistd.h>
        int main(int argc, char **argv) {
          printf("%d %d %s\n", isatty(1), isatty(2), argc > 1 ? argv[1] : "");
          fprintf(stderr, "to stderr\n");
          return 7;
        }
        """;

    [Fact]
    public async Task A_static_child_runs_through_both_terminals()
    {
        var program = await AgentPrograms.RunnerAot();
        if (Environment.UserName != "root")
        {
            Assert.Skip("Changing the root needs root.");
        }

        using var folder = new TemporaryFolder();
        var root = folder.Folder("root");
        foreach (var name in new[] { "proc", "dev/pts", "run", "work", "config", "cache" })
        {
            folder.Folder(Path.Combine("root", name));
        }

        File.Copy(program, Path.Combine(root, "gam-agent-runner"));
        await Compile(folder.Write("child.c", Child), Path.Combine(root, "child"));
        await using var agent = new FakeAgent(Path.Combine(root, "run", "s"));
        var script = string.Create(
            CultureInfo.InvariantCulture,
            $"mount -t proc proc {root}/proc && mount -t devpts -o newinstance,ptmxmode=0666 devpts {root}/dev/pts && exec chroot {root} /gam-agent-runner run");
        var variables = new Dictionary<string, string?>
        {
            [RunnerVariables.SessionId] = $"e-{Guid.NewGuid():N}",
            [RunnerVariables.Socket] = "/run/s",
            [RunnerVariables.GamPath] = "/child",
            [RunnerVariables.WorkFolder] = "/work",
            [RunnerVariables.ConfigFolder] = "/config",
            [RunnerVariables.CacheFolder] = "/cache",
        };

        // The mounts are in a namespace of their own, and go with the runner.
        await using var runner = StartedProgram.Start("/usr/bin/unshare", ["--mount", "/bin/sh", "-c", script], variables);
        await Eventually.True("the runner connects", () => agent.IsConnected || runner.HasExited);
        if (runner.HasExited)
        {
            var code = await runner.WaitForEverything();
            Assert.SkipWhen(runner.Errors.Text.Contains("mount", StringComparison.Ordinal), $"Mounting is not allowed here: {runner.Errors.Text}");
            Assert.Fail($"The runner ended with {code}: {runner.Errors.Text}");
        }

        var command = await agent.Run("hello");

        Assert.Equal("1 1 hello\n", command.Stdout);
        Assert.Equal("to stderr\n", command.Stderr);
        Assert.Equal((ExitReason.Exited, (int?)7), (command.Exit.Reason, command.Exit.ExitCode));
        await agent.End(graceMs: 1000);
        Assert.Equal(0, await runner.WaitForExit());
        Assert.Empty(agent.Complaints);
    }

    private static async Task Compile(string source, string target)
    {
        await using var compiler = StartedProgram.Start("clang", ["-static", "-O1", "-o", target, source]);
        if (await compiler.WaitForEverything() != 0)
        {
            Assert.Skip($"clang can't link statically here: {compiler.Errors.Text}");
        }
    }
}
