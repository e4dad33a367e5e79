namespace Dummy;

/// <summary>Waits, as a child program may.</summary>
internal static class Pause
{
    /// <summary>Waits so many milliseconds; -1 for ever.</summary>
    public static void For(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
    }

    /// <summary>Waits so many seconds, a fraction allowed.</summary>
    public static void ForSeconds(string seconds) =>
        For((int)(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) * 1000));
}
