namespace Cluster.Tests.Install;

/// <summary>
/// The five commands of docs/kubernetes.md, taken from its text, with what is an administrator's own in its place: the folder, the namespace,
/// the address. Nothing else of them is changed.
/// </summary>
internal sealed class InstallCommands
{
    private const string Before = "Then five commands:";
    private readonly IReadOnlyList<string> _lines;

    private InstallCommands(IReadOnlyList<string> lines) => _lines = lines;

    /// <summary>The base is applied.</summary>
    public string Apply => _lines[0];

    /// <summary>It is waited for.</summary>
    public string Wait => _lines[1];

    /// <summary>A key is made, as the variable KEY.</summary>
    public string MakeKey => _lines[2];

    /// <summary>A session is made, as the variable SESSION, and opened.</summary>
    public string Use => $"{_lines[3]}\n{_lines[4]}";

    /// <summary>Reads them.</summary>
    /// <param name="space">The namespace, for <c>gamgui</c>.</param>
    /// <param name="folder">The overlay, for <c>deploy</c>.</param>
    /// <param name="address">Where it is reached, for <c>http://gam.example.com</c>.</param>
    public static InstallCommands Read(string space, string folder, Uri address)
    {
        var text = File.ReadAllText(RepositoryRoot.Combine("docs", "kubernetes.md"));
        var from = text.IndexOf(Before, StringComparison.Ordinal);
        Assert.True(from >= 0, $"docs/kubernetes.md says no more: {Before}");
        var block = text[from..].Split("```")[1];
        List<string> lines = [.. block.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Replace("-k deploy", $"-k {folder}", StringComparison.Ordinal)
                .Replace("-n gamgui", $"-n {space}", StringComparison.Ordinal)
                .Replace("http://gam.example.com", $"{address}".TrimEnd('/'), StringComparison.Ordinal))];
        Assert.Equal(5, lines.Count);
        Assert.StartsWith("KEY=", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("SESSION=", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("wscat ", lines[4], StringComparison.Ordinal);
        return new InstallCommands(lines);
    }

    /// <summary>Runs lines of them in bash and returns what was printed.</summary>
    public static async Task<string> Run(string script)
    {
        await using var bash = StartedProgram.Start("bash", ["-euo", "pipefail", "-c", script]);
        var code = await bash.WaitForEverything(TestCluster.Patience);
        Assert.True(code == 0, $"{script}\nended with {code}:\n{bash.Output.Text}\n{bash.Errors.Text}");
        return bash.Output.Text;
    }
}
