namespace GamSessions.Provisioning.Local;

/// <summary>
/// When a program that ended by itself is started again: after 100 ms at first, then ever later, up to 5 s; given up after
/// <see cref="MostCrashes"/> ends in a row. One that ran for a minute starts afresh.
/// </summary>
internal sealed class CrashPolicy
{
    /// <summary>So many ends in a row are borne.</summary>
    public const int MostCrashes = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromMinutes(1);

    // A program that ended in good order has been told to; the session's removal follows at once.
    private static readonly TimeSpan PauseAfterOrderlyEnd = TimeSpan.FromSeconds(2);
    private int _crashes;

    /// <summary>The pause before the next start, or null to give up.</summary>
    public TimeSpan? AfterEnd(TimeSpan ran, int exitCode)
    {
        _crashes = ran >= SteadyAfter ? 1 : _crashes + 1;
        if (_crashes > MostCrashes)
        {
            return null;
        }

        var pause = FirstPause * Math.Pow(2, _crashes - 1);
        pause = pause < LongestPause ? pause : LongestPause;
        return exitCode == 0 && pause < PauseAfterOrderlyEnd ? PauseAfterOrderlyEnd : pause;
    }
}
