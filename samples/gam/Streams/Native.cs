using System.Runtime.InteropServices;

namespace StandInGam.Streams;

/// <summary>The few calls to libc that .NET has no counterpart for.</summary>
internal static unsafe partial class Native
{
    public const int SignalInterrupt = 2;
    public const int SignalTerminate = 15;
    public const int SetCloseOnExec = 2;
    public const int CloseOnExec = 0x80000;
    private const int InterruptedCall = 4;
    private const int TryAgain = 11;
    private const int SizeOfSigaction = 256;

    /// <summary>Writes all of it; false when nobody reads any more.</summary>
    public static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var done = 0; done < bytes.Length;)
            {
                var written = Write(descriptor, start + done, (nuint)(bytes.Length - done));
                if (written >= 0)
                {
                    done += (int)written;
                }
                else if (Marshal.GetLastPInvokeError() is not (InterruptedCall or TryAgain))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>One byte from standard input; null at its end.</summary>
    public static byte? ReadInput()
    {
        byte one;
        nint read;
        do
        {
            read = Read(0, &one, 1);
        }
        while (read < 0 && Marshal.GetLastPInvokeError() is InterruptedCall or TryAgain);
        return read == 1 ? one : null;
    }

    /// <summary>Lets a signal do what it does by default.</summary>
    public static void SetDefault(int signal) => _ = Signal(signal, 0);

    /// <summary>Ignores a signal, and so do the programs started from now on.</summary>
    public static void Ignore(int signal) => _ = Signal(signal, 1);

    /// <summary>Does something with a signal ignored, and puts its handling back.</summary>
    public static T WithIgnored<T>(int signal, Func<T> action)
    {
        byte* before = stackalloc byte[SizeOfSigaction];
        byte* ignore = stackalloc byte[SizeOfSigaction];
        new Span<byte>(ignore, SizeOfSigaction).Clear();
        *(nint*)ignore = 1;
        _ = SigAction(signal, ignore, before);
        try
        {
            return action();
        }
        finally
        {
            _ = SigAction(signal, before, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    public static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup")]
    public static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    public static partial int Control(int descriptor, int command, int value);

    [LibraryImport("libc", EntryPoint = "pipe2")]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "setsid")]
    public static partial int NewSession();

    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int code);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int SigAction(int signal, byte* now, byte* before);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* bytes, nuint count);
}
