using System.Text.Json;

namespace Cluster.Tests.Clients;

/// <summary>kubectl, as a person calls it.</summary>
internal static class Kubectl
{
    /// <summary>Runs it and returns what it printed on standard output; the test fails where kubectl does.</summary>
    public static async Task<string> Run(params string[] arguments)
    {
        await using var kubectl = StartedProgram.Start("kubectl", arguments);
        var code = await kubectl.WaitForEverything(TestCluster.Patience);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)} ended with {code}:\n{kubectl.Output.Text}\n{kubectl.Errors.Text}");
        return kubectl.Output.Text;
    }

    /// <summary>Runs it with a manifest on its standard input.</summary>
    public static async Task Apply(string manifest)
    {
        await using var kubectl = StartedProgram.Start("kubectl", ["apply", "-f", "-"]);
        await kubectl.Write(manifest);
        kubectl.CloseInput();
        var code = await kubectl.WaitForEverything(TestCluster.Patience);
        Assert.True(code == 0, $"kubectl apply ended with {code}:\n{kubectl.Errors.Text}\n{manifest}");
    }

    /// <summary>What <c>get … -o json</c> says.</summary>
    public static async Task<JsonElement> Get(params string[] arguments) =>
        JsonReading.Parse(await Run(["get", .. arguments, "-o", "json"]));

    /// <summary>The names of all objects of these kinds in a namespace, as <c>kind/name</c>.</summary>
    public static async Task<IReadOnlyList<string>> Names(string kinds, string space, string? selector = null)
    {
        string[] chosen = selector is null ? [] : ["-l", selector];
        var text = await Run(["get", kinds, "-n", space, "-o", "name", "--ignore-not-found", .. chosen]);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
