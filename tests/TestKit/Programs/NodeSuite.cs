using System.Text.RegularExpressions;
using Xunit;

namespace TestKit;

/// <summary>A file of tests for Node's own runner, run as a program of its own; all of its tests have to pass and none may be skipped.</summary>
public static partial class NodeSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>The files of a folder, for a theory: its rows are what is there.</summary>
    /// <param name="folder">The folder's path from the root of the repository.</param>
    public static IReadOnlyList<string> Files(params string[] folder) =>
        [.. Directory.EnumerateFiles(RepositoryRoot.Combine(folder), "*.test.mjs").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Skips where there is no Node, or where the clients could not be built with it.</summary>
    /// <returns>Node's path.</returns>
    public static string Node()
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(f => Path.Combine(f, "node")).FirstOrDefault(File.Exists);
        if (node is null)
        {
            Assert.Skip("Node.js 20.19 or newer is needed on PATH.");
        }

        if (!File.Exists(RepositoryRoot.Combine("client", "package", "dist", "esm", "index.js")))
        {
            Assert.Skip("The clients are not built: run `node client/build.mjs`.");
        }

        return node;
    }

    /// <summary>Skips where there is no Chromium.</summary>
    /// <returns>Chromium's path.</returns>
    public static string Chromium()
    {
        string?[] programs = [Environment.GetEnvironmentVariable("GAM_SESSIONS_TEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        var chromium = programs.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Chromium is needed (Debian: apt-get install chromium), or GAM_SESSIONS_TEST_CHROMIUM that names it.");
        return chromium!;
    }

    /// <summary>Runs a file.</summary>
    /// <param name="folder">The part of <c>client/</c> that it belongs to.</param>
    /// <param name="file">Its path in the part's <c>tests/</c>.</param>
    /// <param name="environment">Variables to set; null values remove one.</param>
    public static async Task Run(string folder, string file, IReadOnlyDictionary<string, string?>? environment = null)
    {
        Dictionary<string, string?> variables = new(environment ?? new Dictionary<string, string?>())
        {
            ["GAM_SESSIONS_TEST_HOST"] = AgentPrograms.Host,
            ["GAM_SESSIONS_TEST_GAM"] = AgentPrograms.StandInGam,
            ["NODE_OPTIONS"] = null,
            ["NODE_TEST_CONTEXT"] = null,
        };
        await using var program = StartedProgram.Start(
            Node(), ["--test", "--test-reporter=tap", Path.Combine("tests", file)], variables, RepositoryRoot.Combine("client", folder));
        var code = await program.WaitForEverything(Limit);
        var text = program.Output.Text;
        Assert.True(
            code == 0 && Count(text, "pass") > 0 && Count(text, "fail") == 0 && Count(text, "skipped") == 0 && Count(text, "todo") == 0,
            $"{file} ended with {code}:\n{text}\n{program.Errors.Text}");
    }

    private static int Count(string text, string what) =>
        Counter().Matches(text).Where(m => m.Groups[1].Value == what).Select(m => int.Parse(m.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)).LastOrDefault();

    [GeneratedRegex(@"^# (pass|fail|skipped|todo) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Counter();
}
