using System.Diagnostics;
using TestKit;

namespace Architecture.Tests;

/// <summary>The files of the repository: those that git tracks or would track, or all but build output where there is no git.</summary>
internal static class Repository
{
    private static readonly string[] BuildOutput = ["bin", "obj", "artifacts", "node_modules", "TestResults", ".git"];

    /// <summary>Paths below the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    public static string Read(string path) => File.ReadAllText(RepositoryRoot.Combine(path));

    private static string[] List()
    {
        if (!Path.Exists(RepositoryRoot.Combine(".git")))
        {
            return [.. Directory.EnumerateFiles(RepositoryRoot.Path, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))
                .Where(path => !path.Split('/').Any(BuildOutput.Contains))];
        }

        using var git = Process.Start(new ProcessStartInfo("git", ["-C", RepositoryRoot.Path, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
        })!;
        var list = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. list.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(path => File.Exists(RepositoryRoot.Combine(path)))];
    }
}
