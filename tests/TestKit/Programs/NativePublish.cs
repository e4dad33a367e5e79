using System.Diagnostics;
using Xunit;

namespace TestKit;

/// <summary>Runs <c>eng/publish-agents.sh</c>, which holds a lock of its own and does nothing when nothing changed.</summary>
internal static class NativePublish
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static void SkipWithoutToolChain()
    {
        string[] needed = ["clang", "ld.lld"];
        var missing = needed.Where(name => !OnPath(name)).ToArray();
        if (missing.Length > 0)
        {
            Assert.Skip($"The native form needs {string.Join(" and ", missing)} on PATH (Debian: apt-get install clang lld zlib1g-dev).");
        }
    }

    public static async Task Run()
    {
        var start = new ProcessStartInfo("bash", [RepositoryRoot.Combine("eng", "publish-agents.sh"), "--if-changed"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"eng/publish-agents.sh ended with {process.ExitCode}:\n{await output}\n{await errors}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"eng/publish-agents.sh did not end within {Limit.TotalMinutes:0} minutes.");
        }
    }

    private static bool OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));
}
