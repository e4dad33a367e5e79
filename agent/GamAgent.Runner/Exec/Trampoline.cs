using System.Runtime.InteropServices;
using System.Text;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Exec;

/// <summary>
/// <c>gam-agent-runner exec STDOUT STDERR PROGRAM [ARGUMENT…]</c>: becomes the command, on two terminals, in a session of its own and with
/// nothing inherited but its standard input. It is a fresh process, so the runner itself never forks. It allocates little and
/// formats nothing on the way to <c>execv</c>: every command pays for it.
/// </summary>
internal static unsafe class Trampoline
{
    /// <summary>The exit code when the program isn't there; 126 when it can't be executed, both as shells have it.</summary>
    internal const int NotFoundCode = 127;

    private const int NotExecutableCode = 126;
    private const int FirstProgramArgument = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const int FirstFreeDescriptor = 10;
    private const int LastSignal = 64;
    private const int SetMask = 2;
    private const int SignalSetBytes = 128;
    private const int CloseRangeCall = 436;
    private const uint CloseRangeCloseOnExec = 4;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExecFlag = 1;

    // Kills of the kernel's memory killer go to the command, not to the runner.
    private static ReadOnlySpan<byte> OomScore => "900"u8;

    /// <summary>Replaces this process, or returns the exit code of a wrong call; a failure to execute ends the process here.</summary>
    internal static int Run()
    {
        var arguments = RawArguments.Read();
        if (arguments.Count <= FirstProgramArgument)
        {
            Write(2, "usage: gam-agent-runner exec STDOUT STDERR PROGRAM [ARGUMENT...]\n"u8);
            return 2;
        }

        _ = Libc.SetSid();
        var channel = NativeCallException.ThrowIfFailed(
            Libc.FileControl(2, DuplicateCloseOnExec, FirstFreeDescriptor), "duplicating the error channel");
        OpenAs(arguments[2], 1);
        OpenAs(arguments[3], 2);
        RaiseOomScore();
        ResetSignals();
        MarkDescriptorsCloseOnExec();
        foreach (var variable in TrampolineVariables.Names)
        {
            _ = Libc.RemoveVariable(variable);
        }

        var failure = ProgramSearch.Execute(arguments[FirstProgramArgument], arguments.From(FirstProgramArgument));
        Write(channel, failure.ToLine());
        Libc.ExitNow(failure.Exists ? NotExecutableCode : NotFoundCode);
        return NotFoundCode;
    }

    private static void OpenAs(byte* path, int descriptor)
    {
        var opened = NativeCallException.ThrowIfFailed(
            Libc.Open(path, Libc.ReadWrite | Libc.NoControllingTerminal | Libc.CloseOnExec, 0),
            "opening " + Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path)));
        NativeCallException.ThrowIfFailed(Libc.Duplicate(opened, descriptor), "dup2");
    }

    private static void RaiseOomScore()
    {
        // Without /proc, or where it may not be written, the kernel chooses by itself: no reason not to run.
        var fd = Libc.Open("/proc/self/oom_score_adj", Libc.ReadWrite | Libc.CloseOnExec, 0);
        if (fd >= 0)
        {
            Write(fd, OomScore);
            _ = Libc.Close(fd);
        }
    }

    private static void ResetSignals()
    {
        for (var signal = 1; signal <= LastSignal; signal++)
        {
            // KILL and STOP can't be set; 32 and 33 are the thread library's own.
            if (signal is not (9 or 19 or 32 or 33))
            {
                _ = Libc.SetSignalHandler(signal, 0);
            }
        }

        var none = stackalloc byte[SignalSetBytes];
        new Span<byte>(none, SignalSetBytes).Clear();
        _ = Libc.SetSignalMask(SetMask, none, null);
    }

    private static void MarkDescriptorsCloseOnExec()
    {
        if (Libc.SystemCall(CloseRangeCall, 3, uint.MaxValue, CloseRangeCloseOnExec) == 0)
        {
            return;
        }

        // A kernel before 5.11.
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), out var fd) && fd > 2)
            {
                _ = Libc.FileControl(fd, SetDescriptorFlags, CloseOnExecFlag);
            }
        }
    }

    private static void Write(int fd, ReadOnlySpan<byte> text)
    {
        fixed (byte* first = text)
        {
            _ = Libc.Write(fd, first, (nuint)text.Length);
        }
    }
}
