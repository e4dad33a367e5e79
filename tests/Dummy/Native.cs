using System.Runtime.InteropServices;

namespace Dummy;

/// <summary>Calls that the class library doesn't offer.</summary>
internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "isatty")]
    internal static partial int IsTerminal(int fd);

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setsid")]
    internal static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "signal")]
    internal static partial nint SetSignalHandler(int signal, nint handler);
}
