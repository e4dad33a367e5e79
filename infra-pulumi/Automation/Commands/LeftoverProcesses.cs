using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PulumiAutomation.Commands;

/// <summary>
/// What is left of the CLI in one workspace. A CLI that is killed leaves its plugins running (measured: for ever, 170 MB each time),
/// and one that outlived the process that had called it still holds its lock. All of them carry the workspace's folder in a variable
/// of their environment, so that they are found whoever started them. Found on Linux only.
/// </summary>
internal sealed class LeftoverProcesses(string workDir, TimeProvider time)
{
    private const string Variable = "PULUMI_AUTOMATION_WORKSPACE";
    private static readonly TimeSpan EndWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly string _mark = Path.GetFullPath(workDir);

    /// <summary>The environment with the mark.</summary>
    public IReadOnlyDictionary<string, string?> Mark(IReadOnlyDictionary<string, string?> environment) =>
        new Dictionary<string, string?>(environment, StringComparer.Ordinal) { [Variable] = _mark };

    /// <summary>Ends them all and waits until they are gone; returns how many there were.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        var began = time.GetTimestamp();
        while (Find() is { Count: > 0 } left)
        {
            foreach (var pid in left)
            {
                ended += Kill(pid) ? 1 : 0;
            }

            if (time.GetElapsedTime(began) > EndWait)
            {
                throw new WorkspaceException($"Processes of the CLI in {_mark} do not end: {string.Join(", ", left)}.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return ended;
    }

    private List<int> Find()
    {
        var found = new List<int>();
        if (!OperatingSystem.IsLinux())
        {
            return found;
        }

        var mark = Encoding.UTF8.GetBytes($"{Variable}={_mark}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId
                && Carries(folder, mark))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    private static bool Carries(string folder, byte[] mark)
    {
        try
        {
            // A zombie's environment is empty, so it does not count.
            var environment = File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan();
            var at = environment.IndexOf(mark);
            return at == 0 || (at > 0 && environment[at - 1] == 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's: none of ours.
            return false;
        }
    }

    private static bool Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
            return false;
        }
    }
}
