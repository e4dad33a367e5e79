namespace GamAgent.Runner.Verbs;

/// <summary>This program's own file.</summary>
internal static class OwnProgram
{
    /// <summary>Its path; null when it was started by <c>dotnet FILE.dll</c>, where it has no file of its own that could be started.</summary>
    internal static string? Find() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? path : null;
}
