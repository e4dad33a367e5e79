using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TestKit;

/// <summary>What /proc says about processes: by the environment that they were started with, by parent, alive or zombie.</summary>
public static partial class ProcessTable
{
    /// <summary>All processes that were started with <c>NAME=VALUE</c> in their environment. (Zombies have none.)</summary>
    public static IReadOnlyList<int> WithEnvironment(string name, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"\0{name}={value}\0");
        return [.. All().Where(pid => Environ(pid).AsSpan().IndexOf(wanted) >= 0)];
    }

    /// <summary>Every process there is.</summary>
    public static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    /// <summary>The direct children, zombies included.</summary>
    public static IReadOnlyList<int> Children(int pid) => [.. All().Where(other => Stat(other)?.Parent == pid)];

    /// <summary>The children, their children and so on, zombies included, the process itself not.</summary>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var byParent = All().Select(other => (Pid: other, Stat: Stat(other)))
            .Where(entry => entry.Stat is not null)
            .ToLookup(entry => entry.Stat!.Parent, entry => entry.Pid);
        List<int> found = [];
        Queue<int> open = new([pid]);
        while (open.TryDequeue(out var next))
        {
            foreach (var child in byParent[next])
            {
                found.Add(child);
                open.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>The descendants that have ended and that nobody has reaped.</summary>
    public static IReadOnlyList<int> Zombies(int ofPid) => [.. Descendants(ofPid).Where(pid => Stat(pid)?.State == 'Z')];

    /// <summary>Whether the process is there and has not ended (a zombie has).</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { State: not ('Z' or 'X') };

    /// <summary>Its entry in the table, or null when there is none.</summary>
    public static ProcessStat? Stat(int pid)
    {
        var text = Read(pid, "stat");
        if (text.Length == 0)
        {
            return null;
        }

        // The name stands in parentheses and may hold anything, parentheses included.
        var line = Encoding.UTF8.GetString(text);
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(fields[0][0], Number(fields[1]), Number(fields[2]), Number(fields[3]));
    }

    /// <summary>The arguments that it was started with, the program first; empty when it is gone.</summary>
    public static IReadOnlyList<string> Arguments(int pid) =>
        Encoding.UTF8.GetString(Read(pid, "cmdline")).TrimEnd('\0') is { Length: > 0 } line ? line.Split('\0') : [];

    /// <summary>Whether it ignores a signal, by number.</summary>
    public static bool Ignores(int pid, int signal) => Encoding.UTF8.GetString(Read(pid, "status")).Split('\n')
        .Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
            && (ulong.Parse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (signal - 1))) != 0);

    /// <summary>Memory in use, in bytes; 0 when it is gone.</summary>
    public static long ResidentBytes(int pid) =>
        Encoding.UTF8.GetString(Read(pid, "statm")).Split(' ') is [_, var pages, ..] ? long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize : 0;

    /// <summary>Sends a signal by number; false when there is no such process.</summary>
    public static bool Signal(int pid, int signal) => pid > 1 ? SendSignal(pid, signal) == 0 : throw new ArgumentOutOfRangeException(nameof(pid));

    /// <summary>Sends SIGKILL; false when there is no such process.</summary>
    public static bool Kill(int pid) => Signal(pid, 9);

    private static byte[] Environ(int pid) => [0, .. Read(pid, "environ")];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Read(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and the reading, or belongs to somebody else: not one of ours.
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);
}
