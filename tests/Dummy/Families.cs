using System.Diagnostics;
using System.Globalization;

namespace Dummy;

/// <summary>Verbs that start other processes.</summary>
internal static class Families
{
    /// <summary><c>daemon SECONDS</c>: leaves a process in a session of its own that keeps the terminals open, prints its id, and ends with code 5.</summary>
    public static int Daemon(string[] args)
    {
        Console.Out.WriteLine($"daemon {Start("worker", "own-session", args[0])}");
        return 5;
    }

    /// <summary>
    /// <c>workers COUNT SECONDS [stay]</c>: workers that ignore INT, the first in a session of its own, and outlive this process unless it stays;
    /// prints their ids.
    /// </summary>
    public static int Workers(string[] args)
    {
        var count = int.Parse(args[0], CultureInfo.InvariantCulture);
        for (var i = 0; i < count; i++)
        {
            Console.Out.WriteLine($"worker {Start("worker", i == 0 ? "own-session" : "same-session", args[1])}");
        }

        if (args.Length > 2)
        {
            Pause.ForSeconds(args[1]);
        }

        return 0;
    }

    /// <summary><c>worker own-session|same-session SECONDS</c>: one of them.</summary>
    public static int Worker(string[] args)
    {
        _ = Native.SetSignalHandler(2, 1);
        if (args[0] == "own-session")
        {
            _ = Native.SetSid();
        }

        Console.Out.WriteLine("working");
        Pause.ForSeconds(args[1]);
        return 0;
    }

    private static int Start(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, args))!;
        return process.Id;
    }
}
