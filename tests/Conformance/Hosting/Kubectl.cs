namespace Conformance.Tests.Hosting;

/// <summary>kubectl, as a person calls it.</summary>
internal static class Kubectl
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs it and returns what it printed; the test fails where kubectl does.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        await using var kubectl = StartedProgram.Start("kubectl", arguments);
        kubectl.CloseInput();
        var code = await kubectl.WaitForEverything(Limit);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)} ended with {code}:\n{kubectl.Output.Text}\n{kubectl.Errors.Text}");
        return kubectl.Output.Text;
    }

    /// <summary>The objects of a session of these kinds, as <c>kind/name</c> and UID.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(string kinds, string space, string sessionId) =>
    [
        .. (await RunAsync("get", kinds, "-n", space, "-l", $"session_id={sessionId}", "-o", "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{'\\n'}{end}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
    ];
}
