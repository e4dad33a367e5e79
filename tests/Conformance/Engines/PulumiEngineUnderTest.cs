using System.Diagnostics;
using GamAgent.Protocol;

namespace Conformance.Tests.Engines;

/// <summary>
/// The engine <c>pulumi</c> with the real CLI, its YAML runtime and its Kubernetes provider against the cluster that KUBECONFIG names;
/// stacks in a folder. A script stands on PATH for the CLI, so that its launches can be counted and its environment changed.
/// </summary>
public sealed class PulumiEngineUnderTest(string exposure = "ingress") : IEngineUnderTest
{
    private const string Passphrase = "a passphrase of tests";

    // The provider reads what it makes and removes, as docs/pulumi.md says.
    private const string ProvidersRights = """
        - {apiGroups: [""], resources: [services], verbs: [get, watch]}
        - {apiGroups: [networking.k8s.io], resources: [ingresses, networkpolicies], verbs: [get, watch]}
        - {apiGroups: [gateway.networking.k8s.io], resources: [httproutes], verbs: [get, watch]}
        """;

    private readonly KubernetesEngineUnderTest _cluster = new(exposure, ProvidersRights);
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

    /// <summary>
    /// The script that stands for the CLI stops once at a call of this verb (the first argument) until <see cref="LetGo"/>: before the
    /// real one is run, or after it, and then dies of SIGKILL.
    /// </summary>
    public void HoldAt(string verb, bool whenDone = false) => WrapCli(
        $"if [ \"$1\" = {verb} ] && [ ! -e .held ]; then",
        whenDone ? $"  '{Find("pulumi")}' \"$@\" >.said 2>&1" : ":",
        "  touch .held",
        "  while [ ! -e .let-go ]; do sleep 0.05; done",
        whenDone ? "  kill -9 $$" : ":",
        "fi");

    /// <summary>The first call of a verb gets a signal as soon as it holds its stack's lock.</summary>
    public void EndOnce(string verb, string signal) => WrapCli(
        $"if [ \"$1\" = {verb} ] && [ ! -e .ended ]; then",
        "  touch .ended",
        $"  '{Find("pulumi")}' \"$@\" & cli=$!",
        $"  until [ -n \"$(ls '{Path.Combine(BackendFolder, ".pulumi", "locks", "organization", "gam-session")}'/$(basename \"$PWD\") 2>/dev/null)\" ] || ! kill -0 $cli 2>/dev/null; do sleep 0.01; done",
        $"  kill -{signal} $cli; wait $cli; exit $?",
        "fi");

    /// <summary>Waits until it stands there.</summary>
    public Task HeldAsync(string sessionId) =>
        Eventually.True("the CLI stands still", () => File.Exists(Path.Combine(ProgramFolder(sessionId), ".held")), TimeSpan.FromMinutes(5));

    /// <summary>Lets it go on.</summary>
    public void LetGo(string sessionId) => File.WriteAllText(Path.Combine(ProgramFolder(sessionId), ".let-go"), string.Empty);

    /// <summary>From here on operations (those with a provider) are counted, and none begins before <see cref="OpenOperations"/>.</summary>
    public void CountOperations()
    {
        var running = _folder.Folder("running");
        WrapCli(
            "case \"$1\" in up|destroy|refresh)",
            $"  while [ ! -e '{_folder.Combine("open")}' ]; do sleep 0.05; done",
            $"  mkdir '{running}'/$$; ls '{running}' | wc -l >> '{_folder.Combine("counts")}'",
            $"  '{Find("pulumi")}' \"$@\"; code=$?",
            $"  rmdir '{running}'/$$; exit $code;; esac");
    }

    /// <summary>Lets them begin.</summary>
    public void OpenOperations() => _folder.Write("open", string.Empty);

    /// <summary>How many there were at once, at most.</summary>
    public int MostOperationsAtOnce => File.ReadAllLines(_folder.Combine("counts")).Max(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The state of a session's stack in the back end.</summary>
    public string StateFile(string sessionId) => Path.Combine(BackendFolder, ".pulumi", "stacks", "gam-session", $"{sessionId}.json");

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
