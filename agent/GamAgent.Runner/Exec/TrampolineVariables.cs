namespace GamAgent.Runner.Exec;

/// <summary>
/// Variables for the trampoline alone, which it removes before it becomes the command: the ordinary (not native) form of this
/// program would otherwise leave a diagnostics socket in /tmp for every command, since it never ends as a .NET program.
/// </summary>
internal static class TrampolineVariables
{
    private static readonly KeyValuePair<string, string>[] Values =
    [
        new("DOTNET_EnableDiagnostics", "0"),
        new("DOTNET_TieredPGO", "0"),
    ];

    /// <summary>Name and value of each.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> All => Values;

    /// <summary>Their names.</summary>
    internal static IEnumerable<string> Names => Values.Select(variable => variable.Key);
}
