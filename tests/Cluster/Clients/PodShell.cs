namespace Cluster.Tests.Clients;

/// <summary>bash in a container, by kubectl: for images that have it.</summary>
/// <param name="Space">The namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
internal sealed record PodShell(string Space, string Pod, string Container)
{
    /// <summary>The shell in gam's container of a session.</summary>
    public static async Task<PodShell> OfSession(string space, string sessionId) => new(
        space, (await Kubectl.Get("pods", "-n", space, "-l", $"session_id={sessionId}")).Text("items.0.metadata.name"), "gam");

    /// <summary>Runs a script, given on standard input, and returns what it printed; the test fails where the script does.</summary>
    public async Task<string> Run(string script)
    {
        await using var kubectl = StartedProgram.Start("kubectl", ["exec", "-i", "-n", Space, Pod, "-c", Container, "--", "bash", "-s"]);
        await kubectl.Write(script);
        kubectl.CloseInput();
        var code = await kubectl.WaitForEverything(TestCluster.Patience);
        Assert.True(code == 0, $"A script in {Pod} ended with {code}:\n{kubectl.Output.Text}\n{kubectl.Errors.Text}");
        return kubectl.Output.Text;
    }
}
