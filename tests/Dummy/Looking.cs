namespace Dummy;

/// <summary>Verbs that show what the program was given.</summary>
internal static class Looking
{
    /// <summary><c>print-isatty</c>: which of the three streams are terminals, and which terminal.</summary>
    public static int Terminals(string[] args)
    {
        for (var fd = 0; fd <= 2; fd++)
        {
            var target = Target(fd);
            Console.Out.WriteLine($"{fd} {(Native.IsTerminal(fd) == 1 ? "tty" : "no")} {target}");
        }

        return 0;
    }

    /// <summary><c>fds</c>: open descriptors, as the shell of a system without .NET's own would show them.</summary>
    public static int Descriptors(string[] args)
    {
        foreach (var path in Directory.GetFileSystemEntries("/proc/self/fd").Order(StringComparer.Ordinal))
        {
            Console.Out.WriteLine($"{Path.GetFileName(path)} {new FileInfo(path).LinkTarget}");
        }

        return 0;
    }

    /// <summary><c>status</c>: the kernel's /proc/self/status and stat.</summary>
    public static int Status(string[] args)
    {
        Console.Out.Write(File.ReadAllText("/proc/self/status"));
        Console.Out.Write(File.ReadAllText("/proc/self/stat"));
        return 0;
    }

    private static string? Target(int fd) => new FileInfo($"/proc/self/fd/{fd}").LinkTarget;
}
