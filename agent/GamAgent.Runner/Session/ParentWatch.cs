using System.Runtime.InteropServices;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Session;

/// <summary>Waits for the end of standard input: the pipe that the parent holds and never writes to, so that its end is the parent's.</summary>
internal static unsafe class ParentWatch
{
    private const int StackBytes = 128 * 1024;

    /// <summary>Calls back once when the parent has gone.</summary>
    internal static void Start(Action gone) =>
        new Thread(() => Run(gone), StackBytes) { IsBackground = true, Name = "parent" }.Start();

    private static void Run(Action gone)
    {
        var buffer = stackalloc byte[256];
        nint count;
        do
        {
            count = Libc.Read(0, buffer, 256);
        }
        while (count > 0 || (count < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted));

        gone();
    }
}
