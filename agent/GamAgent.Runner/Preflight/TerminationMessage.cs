namespace GamAgent.Runner.Preflight;

/// <summary>The file in which a container leaves its last words, which Kubernetes shows in the pod's status.</summary>
internal static class TerminationMessage
{
    private const string Path = "/dev/termination-log";

    /// <summary>Leaves them, where there is such a file.</summary>
    /// <returns>What kept it from doing so, or null.</returns>
    internal static string? TryLeave(string text)
    {
        try
        {
            if (File.Exists(Path))
            {
                File.WriteAllText(Path, text);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
