using System.Diagnostics;

namespace PulumiAutomation.Tests.Harness;

/// <summary>A program, a back end and a home of their own for one test, with the real CLI.</summary>
internal sealed class PulumiFolder : IDisposable
{
    public const string Passphrase = "correct horse";

    /// <summary>No resources, so no provider.</summary>
    public const string Plain = """
        name: plain
        runtime: yaml
        variables:
          greeting: hello
        outputs:
          said: ${greeting}
          number: 7
        """;

    private readonly TemporaryFolder _folder = new();

    public PulumiFolder(string program = Plain)
    {
        SkipWithoutCli();
        WorkDir = _folder.Folder("program");
        WriteProgram(program);
        _folder.Folder("backend");
    }

    public string WorkDir { get; }

    /// <summary>A file that can be opened only once somebody writes to it: a program that reads it waits.</summary>
    public string Gate => _folder.Combine("program", "gate");

    public IReadOnlyList<string> Locks =>
        Directory.Exists(LocksFolder) ? [.. Directory.EnumerateFiles(LocksFolder, "*.json", SearchOption.AllDirectories)] : [];

    /// <summary>The CLI's processes and plugins that work here.</summary>
    public IReadOnlyList<int> Processes => [.. ProcessTable.WithEnvironment("PULUMI_AUTOMATION_WORKSPACE", WorkDir).Where(ProcessTable.IsAlive)];

    /// <summary>The CLI itself among them.</summary>
    public int? Cli => Processes.Select(pid => (int?)pid).FirstOrDefault(pid => ProcessTable.Arguments(pid!.Value) is [var program, "up", ..] && Path.GetFileName(program) == "pulumi");

    private string LocksFolder => _folder.Combine("backend", ".pulumi", "locks");

    public static void SkipWithoutCli() => Assert.SkipWhen(Find("pulumi") is null, "The pulumi CLI is not on PATH.");

    public static string? Find(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    public string Combine(string name) => _folder.Combine(name);

    public void WriteProgram(string program) => File.WriteAllText(Path.Combine(WorkDir, "Pulumi.yaml"), program);

    /// <summary>A program that waits at <see cref="Gate"/>, holding its stack's lock.</summary>
    public void WriteWaitingProgram()
    {
        WriteProgram("""
            name: plain
            runtime: yaml
            variables:
              opened:
                fn::readFile: ./gate
            outputs:
              said: ${opened}
            """);
        using var made = Process.Start("mkfifo", [Gate]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    public void OpenGate() => File.WriteAllText(Gate, "opened");

    /// <summary>A script that stands for the CLI; <c>$PULUMI</c> in it is the real one.</summary>
    public string WriteCli(string script)
    {
        var path = _folder.Write("cli", $"#!/bin/sh\nPULUMI='{Find("pulumi")}'\n{script}\n");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public void WriteLock(string stack, int pid, string host, DateTimeOffset at) => _folder.Write(
        $"backend/.pulumi/locks/organization/plain/{stack}/{Guid.NewGuid()}.json",
        $$"""{"pid":{{pid}},"username":"someone","hostname":"{{host}}","timestamp":"{{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}"}""");

    public LocalWorkspace Open(
        string? command = null,
        string? passphrase = Passphrase,
        string? backend = null,
        TimeSpan? cancelGrace = null,
        TimeSpan? timeout = null,
        IReadOnlyList<string>? secrets = null,
        IReadOnlyList<string>? inherited = null,
        IReadOnlyDictionary<string, string>? variables = null) => LocalWorkspace.Create(new LocalWorkspaceOptions
        {
            WorkDir = WorkDir,
            Command = command ?? "pulumi",
            PulumiHome = _folder.Combine("home"),
            BackendUrl = backend ?? $"file://{_folder.Combine("backend")}",
            Passphrase = passphrase,
            CancelGrace = cancelGrace ?? TimeSpan.FromSeconds(20),
            OperationTimeout = timeout ?? TimeSpan.FromMinutes(5),
            Secrets = secrets ?? [],
            InheritedVariables = inherited ?? [],
            EnvironmentVariables = variables ?? new Dictionary<string, string>(),
        });

    public void Dispose()
    {
        foreach (var pid in Processes)
        {
            ProcessTable.Kill(pid);
        }

        _folder.Dispose();
    }
}
