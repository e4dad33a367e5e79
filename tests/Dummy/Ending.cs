using System.Globalization;

namespace Dummy;

/// <summary>Verbs about how the program ends.</summary>
internal static class Ending
{
    private const nint Default = 0;
    private const nint Ignore = 1;

    /// <summary><c>exit N</c>.</summary>
    public static int Exit(string[] args) => int.Parse(args[0], CultureInfo.InvariantCulture);

    /// <summary><c>kill-self N</c>: dies of a signal.</summary>
    public static int KillSelf(string[] args)
    {
        var signal = int.Parse(args[0], CultureInfo.InvariantCulture);
        _ = Native.SetSignalHandler(signal, Default);
        _ = Native.Kill(Environment.ProcessId, signal);
        Pause.For(-1);
        return 0;
    }

    /// <summary><c>sleep SECONDS</c>: says so, and waits.</summary>
    public static int Sleep(string[] args)
    {
        Console.Out.WriteLine("sleeping");
        Pause.ForSeconds(args[0]);
        return 0;
    }

    /// <summary><c>ignore-signals SECONDS [NUMBER…]</c>: ignores these (INT and TERM by default), says so, and waits.</summary>
    public static int IgnoreSignals(string[] args)
    {
        foreach (var signal in args.Length > 1 ? args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)) : [2, 15])
        {
            _ = Native.SetSignalHandler(signal, Ignore);
        }

        Console.Out.WriteLine("ignoring");
        Pause.ForSeconds(args[0]);
        return 0;
    }
}
