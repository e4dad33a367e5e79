using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace TestKit;

/// <summary>The calls to libc behind pseudo-terminals and programs on them (Linux).</summary>
internal static unsafe partial class TerminalCalls
{
    private const int ReadWrite = 2;
    private const int WriteOnly = 1;
    private const int NoControllingTerminal = 0x100;
    private const int CloseOnExec = 0x80000;
    private const short SetSession = 0x80;
    private const int SizeOfAttributes = 1024;
    private const int InterruptedCall = 4;

    /// <summary>A new master in raw mode.</summary>
    public static int OpenMaster()
    {
        var master = Check(PosixOpenPt(ReadWrite | NoControllingTerminal | CloseOnExec), "posix_openpt");
        Check(UnlockPt(master), "unlockpt");
        var settings = stackalloc byte[SizeOfAttributes];
        Check(GetAttributes(master, settings), "tcgetattr");
        MakeRaw(settings);
        Check(SetAttributes(master, 0, settings), "tcsetattr");
        return master;
    }

    /// <summary>The path of a master's other end.</summary>
    public static string SlaveOf(int master)
    {
        var name = stackalloc byte[128];
        Check(-PtsName(master, name, 128), "ptsname_r");
        return Marshal.PtrToStringUTF8((nint)name)!;
    }

    public static int OpenForWriting(string path) => Check(Open(path, WriteOnly | NoControllingTerminal | CloseOnExec), "open");

    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <summary>Reads; 0 at the end, which a terminal shows as an error.</summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint read;
            do
            {
                read = ReadDescriptor(descriptor, start, (nuint)buffer.Length);
            }
            while (read < 0 && Marshal.GetLastPInvokeError() == InterruptedCall);
            return (int)Math.Max(read, 0);
        }
    }

    /// <summary>Starts a program in a session of its own, with terminals as its output.</summary>
    public static int Spawn(string program, string[] arguments, string[] environment, string output, string errors)
    {
        var actions = stackalloc byte[SizeOfAttributes];
        var attributes = stackalloc byte[SizeOfAttributes];
        Check(-ActionsInit(actions), "posix_spawn_file_actions_init");
        Check(-AttributesInit(attributes), "posix_spawnattr_init");
        Check(-AddOpen(actions, 0, "/dev/null", 0, 0), "addopen");
        Check(-AddOpen(actions, 1, output, WriteOnly | NoControllingTerminal, 0), "addopen");
        Check(-AddOpen(actions, 2, errors, WriteOnly | NoControllingTerminal, 0), "addopen");
        Check(-SetFlags(attributes, SetSession), "posix_spawnattr_setflags");
        var argv = ToVector(arguments);
        var envp = ToVector(environment);
        try
        {
            Check(-PosixSpawn(out var pid, program, actions, attributes, argv, envp), "posix_spawn");
            return pid;
        }
        finally
        {
            Free(argv);
            Free(envp);
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>Blocks until that child ends; 128+n after signal n.</summary>
    public static int Wait(int pid)
    {
        int status;
        while (WaitPid(pid, &status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != InterruptedCall)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "waitpid");
            }
        }

        return (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new Win32Exception(result < -1 ? -result : Marshal.GetLastPInvokeError(), call);

    private static byte** ToVector(string[] items)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)items.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < items.Length; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(items[i]);
            vector[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(vector[i], bytes.Length));
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (var item = vector; *item is not null; item++)
        {
            NativeMemory.Free(*item);
        }

        NativeMemory.Free(vector);
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int PosixOpenPt(int flags);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int UnlockPt(int master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int PtsName(int master, byte* name, nuint size);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetAttributes(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr", SetLastError = true)]
    private static partial int SetAttributes(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadDescriptor(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(out int pid, string program, byte* actions, byte* attributes, byte** argv, byte** envp);
}
