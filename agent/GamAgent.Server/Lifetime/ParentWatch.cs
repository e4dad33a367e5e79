using System.Runtime.InteropServices;

namespace GamAgent.Server.Lifetime;

/// <summary>Notices the end of the program that started this one: standard input is a pipe that only it holds.</summary>
internal static partial class ParentWatch
{
    /// <summary>Leaves the terminal's session, so that its Ctrl-C reaches the host alone. Fails harmlessly where this is a group's leader already.</summary>
    public static void LeaveTerminal() => _ = setsid();

    /// <summary>Completes when the parent is gone.</summary>
    public static Task WaitAsync(CancellationToken cancellationToken) =>
        // A thread of its own: the read can't be cancelled on a pipe, it ends with the process at the latest.
        Task.Factory.StartNew(ReadToEnd, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void ReadToEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[256];
        while (input.Read(buffer) > 0)
        {
        }
    }

    [LibraryImport("libc")]
    private static partial int setsid();
}
