using System.Runtime.CompilerServices;

namespace GamAgent.Runner.Verbs;

/// <summary>This program's own file.</summary>
internal static class OwnProgram
{
    // What this process runs, whatever its file is called by now, and whatever lies there.
    private const string Running = "/proc/self/exe";

    /// <summary>
    /// What a new process has to execute to be this program: of the native one the very file that runs here, even if another has taken its place. Null
    /// as for <see cref="Find"/>.
    /// </summary>
    internal static string? FindRunning() => Find() is { } path ? RuntimeFeature.IsDynamicCodeSupported ? path : Running : null;

    /// <summary>Its path; null when it was started by <c>dotnet FILE.dll</c>, where it has no file of its own that could be started.</summary>
    internal static string? Find() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? path : null;
}
