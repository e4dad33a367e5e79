namespace GamAgent.Runner.Native;

/// <summary>The error numbers that the runner tells apart.</summary>
internal static class Errno
{
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int Again = 11;
    internal const int Access = 13;
    internal const int Exists = 17;
    internal const int NotADirectory = 20;
    internal const int IsADirectory = 21;
    internal const int NoSpace = 28;
    internal const int Loop = 40;
    internal const int Quota = 122;
}
