using System.Diagnostics;
using GamAgent.Protocol;

namespace Conformance.Tests.Engines;

/// <summary>
/// The engine <c>pulumi</c> with the real CLI, its YAML runtime and its Kubernetes provider against the cluster that KUBECONFIG names;
/// stacks in a folder. A script stands on PATH for the CLI, so that its launches can be counted and its environment changed.
/// </summary>
public sealed class PulumiEngineUnderTest : IEngineUnderTest
{
    private const string Passphrase = "a passphrase of tests";
    private readonly KubernetesEngineUnderTest _cluster = new("ingress");
    private readonly TemporaryFolder _folder = new();

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(_cluster.Settings)
    {
        ["Engine"] = "pulumi",
        ["DataFolder"] = DataFolder,
        ["Pulumi:Command"] = Wrapper,
    };

    public IReadOnlyDictionary<string, string?> SettingsThatFail => _cluster.SettingsThatFail;

    public EndReason FailureReason => _cluster.FailureReason;

    public Uri? ClientAddress => _cluster.ClientAddress;

    public string DataFolder => _folder.Combine("data");

    public string BackendFolder => Path.Combine(DataFolder, "pulumi");

    public string Namespace => _cluster.Settings["Kubernetes:Namespace"]!;

    /// <summary>The launches of the CLI, each as its arguments.</summary>
    public IReadOnlyList<string> Launches => File.Exists(LaunchesFile) ? File.ReadAllLines(LaunchesFile) : [];

    /// <summary>Locks of stacks that there are.</summary>
    public IReadOnlyList<string> Locks => Files("locks", "*.json");

    private string LaunchesFile => _folder.Combine("launches");

    private string Wrapper => _folder.Combine("bin", "pulumi");

    public void SkipWhereItCannotRun()
    {
        _cluster.SkipWhereItCannotRun();
        if (Find("pulumi") is null)
        {
            Assert.Skip("The pulumi CLI is not on PATH.");
        }
    }

    public Task PrepareAsync()
    {
        Environment.SetEnvironmentVariable("PULUMI_CONFIG_PASSPHRASE", Passphrase);
        WrapCli();
        return _cluster.PrepareAsync();
    }

    /// <summary>Makes the script that stands for the CLI; the lines run before the real one.</summary>
    public void WrapCli(params string[] lines)
    {
        var script = $"#!/bin/sh\necho \"$@\" >> '{LaunchesFile}'\n{string.Join('\n', lines)}\nexec '{Find("pulumi")}' \"$@\"\n";
        _folder.Write("bin/.new", script);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(_folder.Combine("bin", ".new"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.Move(_folder.Combine("bin", ".new"), Wrapper, overwrite: true);
    }

    public void ForgetLaunches() => File.Delete(LaunchesFile);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>The CLI, its plugins and what else works on stacks of this engine.</summary>
    public IReadOnlyList<int> Processes(string sessionId) =>
        [.. ProcessTable.WithEnvironment("PULUMI_AUTOMATION_WORKSPACE", ProgramFolder(sessionId)).Where(ProcessTable.IsAlive)];

    public string ProgramFolder(string sessionId) => Path.Combine(DataFolder, "pulumi-programs", sessionId);

    /// <summary>Shell words that write a lock of the stack whose program is in a folder.</summary>
    public string LockCommand(string folder, string pid, string host, string at)
    {
        var locks = Path.Combine(BackendFolder, ".pulumi", "locks", "organization", "gam-session");
        return $"d='{locks}'/$(basename \"{folder}\"); mkdir -p $d; echo '{{\"pid\":'{pid}',\"username\":\"tester\",\"hostname\":\"'{host}'\",\"timestamp\":\"'{at}'\"}}' > $d/test.json";
    }

    public Task ApplyQuotaAsync(string resource, string hard) => _cluster.ApplyQuotaAsync(resource, hard);

    /// <summary>Runs the CLI as a person would, in a session's program folder; returns what it printed.</summary>
    public async Task<string> RunCliAsync(string sessionId, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find("pulumi")!, [.. arguments, "--non-interactive", "--cwd", ProgramFolder(sessionId)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PULUMI_BACKEND_URL"] = $"file://{BackendFolder}";
        start.Environment["PULUMI_SKIP_UPDATE_CHECK"] = "true";
        using var cli = Process.Start(start)!;
        var errors = cli.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await cli.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await cli.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(cli.ExitCode == 0, output + await errors);
        return output;
    }

    public async Task<IReadOnlyList<string>> FindPartsAsync(string sessionId) =>
    [
        .. await _cluster.FindPartsAsync(sessionId),
        .. Files("stacks", $"{sessionId}*").Concat(Files("history", $"{sessionId}*")).Concat(Locks.Where(file => file.Contains(sessionId, StringComparison.Ordinal))),
        .. (string[])(Directory.Exists(ProgramFolder(sessionId)) ? [ProgramFolder(sessionId)] : []),
        .. Processes(sessionId).Select(pid => $"process {pid} {string.Join(' ', ProcessTable.Arguments(pid))}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var pid in Directory.Exists(Path.Combine(DataFolder, "pulumi-programs"))
            ? Directory.EnumerateDirectories(Path.Combine(DataFolder, "pulumi-programs")).SelectMany(folder => Processes(Path.GetFileName(folder)))
            : [])
        {
            ProcessTable.Kill(pid);
        }

        _folder.Dispose();
    }

    private static string? Find(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private string[] Files(string kind, string pattern)
    {
        var folder = Path.Combine(BackendFolder, ".pulumi", kind);
        return Directory.Exists(folder) ? Directory.GetFiles(folder, pattern, SearchOption.AllDirectories) : [];
    }
}
