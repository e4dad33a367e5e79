using System.Runtime.CompilerServices;
using GamAgent.Runner.Preflight;

namespace GamAgent.Runner.Verbs;

/// <summary>
/// <c>gam-agent-runner install FILE</c>: copies this program, for a pod whose other container has no copy of it. The file appears whole or not at all;
/// one that is the same already is left alone, since commands may be running from it.
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
            if (IsSame(program, full))
            {
                return ExitCodes.Ok;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? "/");
            var part = full + ".part";
            File.Copy(program, part, overwrite: true);
            File.SetUnixFileMode(part, Executable);
            File.Move(part, full, overwrite: true);
            return ExitCodes.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is the start of a container that does something else, and whose end is what Kubernetes tells of.
            var words = $"{target} can't be written: {e.Message}";
            Console.Error.WriteLine(words);
            if (TerminationMessage.TryLeave(words) is { } failure)
            {
                Console.Error.WriteLine($"the container's last words can't be left: {failure}");
            }

            return ExitCodes.Failed;
        }
    }

    private static bool IsSame(string program, string target) =>
        File.Exists(target)
        && new FileInfo(target).Length == new FileInfo(program).Length
        && File.ReadAllBytes(target).AsSpan().SequenceEqual(File.ReadAllBytes(program));
}
