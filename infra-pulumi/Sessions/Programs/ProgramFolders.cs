using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Pulumi.Programs;

/// <summary>The folders with the programs of the sessions' stacks, for <c>pulumi --cwd</c>: <c>pulumi-programs/{id}</c> in <c>DataFolder</c>.</summary>
internal sealed class ProgramFolders(IOptions<GamSessionsOptions> options)
{
    private const string FileName = "Pulumi.yaml";

    /// <summary>The folder that holds them.</summary>
    public string Root => Path.Combine(options.Value.DataFolder!, "pulumi-programs");

    /// <summary>The sessions that have one.</summary>
    public IReadOnlyList<string> SessionIds => Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder))] : [];

    /// <summary>Where a session's is.</summary>
    public string PathOf(string sessionId) => Path.Combine(Root, sessionId);

    /// <summary>Whether a session has a program that was written for it.</summary>
    public bool HasProgram(string sessionId) =>
        File.Exists(Path.Combine(PathOf(sessionId), FileName)) && File.ReadAllText(Path.Combine(PathOf(sessionId), FileName)) != SessionProgram.Empty;

    /// <summary>Writes a session's program; the file is there whole or not at all.</summary>
    public void Write(string sessionId, string program)
    {
        var folder = Create(PathOf(sessionId));
        var draft = Path.Combine(folder, $".{FileName}.new");
        File.WriteAllText(draft, program);
        File.Move(draft, Path.Combine(folder, FileName), overwrite: true);
    }

    /// <summary>A session's program.</summary>
    public string Read(string sessionId) => File.ReadAllText(Path.Combine(PathOf(sessionId), FileName));

    /// <summary>Makes sure that a session's folder has a program, if only one without resources.</summary>
    public void WriteIfMissing(string sessionId)
    {
        if (!File.Exists(Path.Combine(PathOf(sessionId), FileName)))
        {
            Write(sessionId, SessionProgram.Empty);
        }
    }

    /// <summary>Removes a session's folder.</summary>
    public void Delete(string sessionId)
    {
        if (Directory.Exists(PathOf(sessionId)))
        {
            Directory.Delete(PathOf(sessionId), recursive: true);
        }
    }

    private static string Create(string folder) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(folder).FullName
        : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
