using GamAgent.Protocol;

namespace Conformance.Tests.Engines;

/// <summary>The local engine with the real agent programs and the stand-in.</summary>
public sealed class LocalEngineUnderTest : IEngineUnderTest
{
    private readonly TemporaryFolder _folder = new();

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Engine"] = "local",
        ["DataFolder"] = DataFolder,
        ["Local:AgentFolder"] = RepositoryRoot.Combine(RepositoryRoot.OutputOf("controlplane/host"), "agent"),
        ["Local:GamPath"] = AgentPrograms.StandInGam,
        ["Local:ConfigFolder"] = _folder.Folder("credentials"),
    };

    // A runner that can't be started.
    public IReadOnlyDictionary<string, string?> SettingsThatFail => new Dictionary<string, string?>
    {
        ["Local:AgentFolder"] = _folder.Folder("no-programs"),
    };

    public EndReason FailureReason => EndReason.Config;

    private string DataFolder => _folder.Combine("data");

    public void SkipWhereItCannotRun() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Local mode is Linux only.");

    public Task<IReadOnlyList<string>> FindPartsAsync(string sessionId)
    {
        List<string> parts =
        [
            .. ((string[])["GAM_SESSION_ID", "GamAgent__SessionId", "GamRunner__SessionId"])
                .SelectMany(variable => ProcessTable.WithEnvironment(variable, sessionId))
                .Distinct()
                .Where(ProcessTable.IsAlive)
                .Select(pid => $"process {pid} {string.Join(' ', ProcessTable.Arguments(pid))}"),
        ];
        var folder = Path.Combine(DataFolder, "sessions", sessionId);
        if (Directory.Exists(folder))
        {
            parts.Add($"folder {folder}");
        }

        return Task.FromResult<IReadOnlyList<string>>(parts);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
