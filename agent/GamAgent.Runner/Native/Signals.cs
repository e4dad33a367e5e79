using System.Globalization;

namespace GamAgent.Runner.Native;

/// <summary>Signals by number and by name, without SIG; the numbers are Linux's on every architecture that .NET runs on.</summary>
internal static class Signals
{
    internal const int Interrupt = 2;
    internal const int Kill = 9;
    internal const int Terminate = 15;
    internal const int Child = 17;

    private const int FirstRealTime = 34;
    private const int Last = 64;

    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The name of a signal, or null when no signal has that number.</summary>
    internal static string? NameOf(int number) => number switch
    {
        > 0 when number < Names.Length => Names[number],
        >= FirstRealTime and <= Last => "RTMIN+" + (number - FirstRealTime).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The number of the signals that clients may send, or null for any other name.</summary>
    internal static int? NumberOf(string name) => name switch
    {
        "INT" => Interrupt,
        "TERM" => Terminate,
        "KILL" => Kill,
        _ => null,
    };
}
