[assembly: AssemblyFixture(typeof(Conformance.Tests.Engines.ClusterAccount))]

namespace Conformance.Tests.Engines;

/// <summary>
/// The account under which all control planes of these tests work in the cluster: one for the whole run, since a process has one KUBECONFIG.
/// It has the rights of an installation in the namespaces of the tests and none elsewhere.
/// </summary>
public sealed class ClusterAccount : IAsyncDisposable
{
    private static readonly Lazy<Task<(string Space, TemporaryFolder Folder)>> Made = new(Make);

    /// <summary>The tests' own kubeconfig, an administrator's.</summary>
    public static string? Administrator { get; } = Environment.GetEnvironmentVariable("KUBECONFIG");

    /// <summary>Gives it the rights of an installation in a namespace; makes it the first time.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="more">Rules beside those of the Role, as YAML; or null.</param>
    public static async Task Bind(string space, string? more = null) => await RoleAccount.Bind(space, (await Made.Value).Space, more);

    public async ValueTask DisposeAsync()
    {
        if (Made.IsValueCreated && Made.Value.IsCompletedSuccessfully)
        {
            var (space, folder) = await Made.Value;
            await using var kubectl = StartedProgram.Start("kubectl", ["delete", "namespace", space, "--wait=false"], new Dictionary<string, string?> { ["KUBECONFIG"] = Administrator });
            await kubectl.WaitForEverything();
            folder.Dispose();
        }
    }

    private static async Task<(string Space, TemporaryFolder Folder)> Make()
    {
        // Read before it is changed.
        Assert.NotNull(Administrator);
        var space = $"gam-conformance-account-{Guid.NewGuid():N}"[..32];
        await using (var kubectl = StartedProgram.Start("kubectl", ["create", "namespace", space]))
        {
            Assert.True(await kubectl.WaitForEverything() == 0, kubectl.Errors.Text);
        }

        var config = await RoleAccount.Create(space);
        var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("KUBECONFIG", folder.Write("kubeconfig", config.ToJsonString()));
        return (space, folder);
    }
}
