namespace TestKit;

/// <summary>Signals by number, as on Linux.</summary>
public static class Signals
{
    /// <summary>Interrupt, as by Ctrl-C.</summary>
    public const int Interrupt = 2;

    /// <summary>Cannot be caught.</summary>
    public const int Kill = 9;

    /// <summary>The polite end.</summary>
    public const int Terminate = 15;

    /// <summary>Continue after a stop.</summary>
    public const int Continue = 18;

    /// <summary>Stop; cannot be caught.</summary>
    public const int Stop = 19;
}
