using System.Runtime.InteropServices;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Exec;

/// <summary>
/// Finds the program on PATH and executes it. <c>execvp</c> is not used, since it hands a file without a known format to a shell.
/// </summary>
internal static unsafe class ProgramSearch
{
    private const int MaxPathBytes = 4096;

    private static ReadOnlySpan<byte> DefaultPath => "/usr/local/bin:/usr/bin:/bin"u8;

    /// <summary>Replaces this process by the program, or says why not.</summary>
    internal static ExecFailure Execute(byte* program, byte** arguments)
    {
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(program);
        if (name.Contains((byte)'/'))
        {
            return TryExecute(program, arguments);
        }

        var variable = Libc.GetVariable("PATH");
        var folders = variable is null ? DefaultPath : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(variable);
        var result = new ExecFailure(Exists: false, Errno.NoEntry);
        var candidate = stackalloc byte[MaxPathBytes];
        var target = new Span<byte>(candidate, MaxPathBytes);
        foreach (var range in folders.Split((byte)':'))
        {
            var folder = folders[range];
            if (folder.IsEmpty || folder.Length + name.Length + 2 > MaxPathBytes)
            {
                continue;
            }

            folder.CopyTo(target);
            target[folder.Length] = (byte)'/';
            name.CopyTo(target[(folder.Length + 1)..]);
            target[folder.Length + 1 + name.Length] = 0;
            var failure = TryExecute(candidate, arguments);
            if (failure.Exists && !result.Exists)
            {
                result = failure;
            }
        }

        return result;
    }

    private static ExecFailure TryExecute(byte* path, byte** arguments)
    {
        _ = Libc.Execute(path, arguments);
        var error = Marshal.GetLastPInvokeError();
        // ENOENT is also the answer for a program whose interpreter or loader is missing: such a program is there.
        var exists = error is not (Errno.NoEntry or Errno.NotADirectory) || Libc.Access(path, 0) == 0;
        return new ExecFailure(exists, error);
    }
}
