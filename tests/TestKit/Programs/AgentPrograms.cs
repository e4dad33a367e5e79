namespace TestKit;

/// <summary>
/// The agent programs as files to start. The native form is made on demand, once for all test processes, and made again when a source
/// file changed; where there is no native tool chain the test that asks is skipped.
/// </summary>
public static class AgentPrograms
{
    private static readonly Lazy<Task> Native = new(NativePublish.Run);

    /// <summary><c>gam-agent-runner</c> as <c>dotnet build</c> made it.</summary>
    public static string RunnerJit => Built("agent/GamAgent.Runner", "gam-agent-runner");

    /// <summary><c>gam-agent</c> as <c>dotnet build</c> made it.</summary>
    public static string ServerJit => Built("agent/GamAgent.Server", "gam-agent");

    /// <summary>The stand-in for GAM as <c>dotnet build</c> made it.</summary>
    public static string StandInGam => Built("samples/gam", "gam");

    /// <summary>The child program with verbs as <c>dotnet build</c> made it.</summary>
    public static string Dummy => Built("tests/Dummy", "dummy");

    /// <summary>The control plane's host as <c>dotnet build</c> made it.</summary>
    public static string Host => Built("controlplane/host", "gam-sessions");

    /// <summary><c>gam-agent-runner</c> as a native executable; skips the test where it can't be made.</summary>
    public static Task<string> RunnerAot() => NativeProgram("gam-agent-runner");

    /// <summary><c>gam-agent</c> as a native executable; skips the test where it can't be made.</summary>
    public static Task<string> ServerAot() => NativeProgram("gam-agent");

    /// <summary>The runner in the form that a theory asks for.</summary>
    public static async Task<string> Runner(ProgramForm form) => form == ProgramForm.Jit ? RunnerJit : await RunnerAot();

    /// <summary>The server in the form that a theory asks for.</summary>
    public static async Task<string> Server(ProgramForm form) => form == ProgramForm.Jit ? ServerJit : await ServerAot();

    private static string Built(string project, string name)
    {
        var path = Path.Combine(RepositoryRoot.OutputOf(project), name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing. Run `dotnet build -c {RepositoryRoot.Configuration}` first.", path);
    }

    private static async Task<string> NativeProgram(string name)
    {
        NativePublish.SkipWithoutToolChain();
        await Native.Value;
        return RepositoryRoot.Combine("artifacts", "aot", name);
    }
}
