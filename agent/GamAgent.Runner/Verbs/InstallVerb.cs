using System.Runtime.CompilerServices;

namespace GamAgent.Runner.Verbs;

/// <summary>
/// <c>gam-agent-runner install FILE</c>: copies this program, for a pod whose other container has no copy of it. The file appears whole or not at all.
/// </summary>
internal static class InstallVerb
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Copies it.</summary>
    internal static int Run(string target)
    {
        if (RuntimeFeature.IsDynamicCodeSupported || OwnProgram.Find() is not { } program)
        {
            Console.Error.WriteLine("Only the native program can be installed, since the ordinary one needs .NET beside it; publish it with -p:Aot=true.");
            return ExitCodes.Failed;
        }

        try
        {
            var full = Path.GetFullPath(target);
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? "/");
            var part = full + ".part";
            File.Copy(program, part, overwrite: true);
            File.SetUnixFileMode(part, Executable);
            File.Move(part, full, overwrite: true);
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{target} can't be written: {e.Message}");
            return ExitCodes.Failed;
        }
    }
}
