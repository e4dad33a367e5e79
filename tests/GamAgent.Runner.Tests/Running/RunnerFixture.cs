using GamAgent.Protocol.Settings;

namespace GamAgent.Runner.Tests.Running;

/// <summary>A real runner process with a scripted agent, in folders of its own.</summary>
internal sealed class RunnerFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private RunnerFixture()
    {
        SessionId = $"t-{Guid.NewGuid():N}"[..20];
        Agent = new FakeAgent(_folder.Combine("runner.sock"));
    }

    public FakeAgent Agent { get; }

    public string SessionId { get; }

    public StartedProgram Runner { get; private set; } = null!;

    public string Program { get; private set; } = "";

    public string WorkFolder => _folder.Combine("work");

    public string ConfigFolder => _folder.Combine("config");

    public string Folder => _folder.Path;

    /// <summary>Processes of the session's commands that live.</summary>
    public IReadOnlyList<int> SessionProcesses => ProcessTable.WithEnvironment(RunnerVariables.SessionMarker, SessionId);

    public Dictionary<string, string?> Variables { get; } = [];

    /// <summary>Starts a runner.</summary>
    /// <param name="form">Which form of it.</param>
    /// <param name="gam">The program that it runs; a shell by default, for the fastest child there is.</param>
    /// <param name="variables">More settings.</param>
    /// <param name="carelessly">With signals ignored and a file left open, as a careless parent would.</param>
    /// <param name="by">A shell's words that start it, as <c>$0</c>; null to start it directly.</param>
    /// <param name="copied">Whether it is started from a copy in a folder of its own.</param>
    public static async Task<RunnerFixture> Start(
        ProgramForm form,
        string gam = "/bin/sh",
        IReadOnlyDictionary<string, string?>? variables = null,
        bool carelessly = false,
        string? by = null,
        bool copied = false)
    {
        var program = await AgentPrograms.Runner(form);
        var fixture = new RunnerFixture { Program = program };
        if (copied)
        {
            fixture.Program = fixture._folder.Combine("gam-agent-runner");
            File.Copy(program, fixture.Program);
        }

        fixture.Prepare(gam, variables);
        by ??= carelessly ? "trap '' CHLD INT HUP PIPE; exec 7</dev/null; exec \"$0\" run" : null;
        if (by is not null)
        {
            fixture.Runner = StartedProgram.Start("/bin/sh", ["-c", by, program], fixture.Variables);
        }
        else
        {
            fixture.StartAgain();
        }

        await Eventually.True("the runner connects", () => fixture.Agent.IsConnected);
        return fixture;
    }

    /// <summary>Starts a runner (again), with the same settings.</summary>
    public void StartAgain() => Runner = StartedProgram.Start(Program, ["run"], Variables);

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        await Agent.DisposeAsync();
        _folder.Dispose();
        Assert.Empty(Agent.Complaints);
    }

    private void Prepare(string gam, IReadOnlyDictionary<string, string?>? variables)
    {
        Variables[RunnerVariables.SessionId] = SessionId;
        Variables[RunnerVariables.Socket] = _folder.Combine("runner.sock");
        Variables[RunnerVariables.GamPath] = gam;
        Variables[RunnerVariables.WorkFolder] = WorkFolder;
        Variables[RunnerVariables.ConfigFolder] = ConfigFolder;
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
        {
            Variables[name] = value;
        }
    }
}
