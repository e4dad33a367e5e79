using System.Runtime.InteropServices;

namespace GamAgent.Server.Lifetime;

/// <summary>Notices the end of the program that started this one: standard input is a pipe that only it holds.</summary>
internal static partial class ParentWatch
{
    /// <summary>Leaves the terminal's session, so that its Ctrl-C reaches the host alone. Fails harmlessly where this is a group's leader already.</summary>
    public static void LeaveTerminal() => _ = setsid();

    /// <summary>Completes when the parent is gone.</summary>
    public static async Task WaitAsync(CancellationToken cancellationToken)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        // The read itself can't be cancelled on a pipe; it ends with the process at the latest.
        while (await Task.Run(() => input.Read(buffer), cancellationToken) > 0)
        {
        }
    }

    [LibraryImport("libc")]
    private static partial int setsid();
}
