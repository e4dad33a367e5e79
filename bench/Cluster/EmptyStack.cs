using System.Diagnostics;
using TestKit;

namespace Bench.Cluster;

/// <summary>What the pulumi CLI takes for a stack without resources: the launches that a create cannot do without.</summary>
internal static class EmptyStack
{
    private const string Stack = "empty";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The time of <c>stack init</c> and <c>up</c>.</summary>
    public static async Task<TimeSpan> MeasureAsync()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Folder("program"), "Pulumi.yaml"), "name: empty\nruntime: yaml\n");
        var environment = new Dictionary<string, string?>
        {
            ["PULUMI_BACKEND_URL"] = $"file://{folder.Folder("backend")}",
            ["PULUMI_HOME"] = folder.Folder("home"),
            ["PULUMI_CONFIG_PASSPHRASE"] = "of the bench",
            ["PULUMI_SKIP_UPDATE_CHECK"] = "true",
        };
        var began = Stopwatch.GetTimestamp();
        await RunAsync(folder.Combine("program"), environment, "stack", "init", Stack);
        await RunAsync(folder.Combine("program"), environment, "up", "--yes", "--skip-preview", "--json", "--stack", Stack);
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task RunAsync(string folder, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var cli = StartedProgram.Start("pulumi", [.. arguments, "--non-interactive", "--color", "never"], environment, folder);
        cli.CloseInput();
        if (await cli.WaitForEverything(Limit) != 0)
        {
            throw new InvalidOperationException($"pulumi {arguments[0]}: {cli.Output.Text}\n{cli.Errors.Text}");
        }
    }
}
