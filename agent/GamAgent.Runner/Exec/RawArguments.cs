using System.Runtime.InteropServices;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Exec;

/// <summary>
/// This process's arguments as the kernel has them. <c>string[] args</c> has lost what is not UTF-8; these are exact.
/// The memory lives as long as the process: it is about to be replaced.
/// </summary>
internal sealed unsafe class RawArguments
{
    private const int FirstReadBytes = 64 * 1024;

    private readonly byte** _values;

    private RawArguments(byte** values, int count)
    {
        _values = values;
        Count = count;
    }

    /// <summary>How many there are, the program's own name included.</summary>
    internal int Count { get; }

    /// <summary>One of them, ended by a zero byte.</summary>
    internal byte* this[int index] => _values[index];

    /// <summary>The arguments from an index on, ended by a null pointer, as execv takes them.</summary>
    internal byte** From(int index) => _values + index;

    /// <summary>Reads them.</summary>
    /// <exception cref="NativeCallException">/proc is not mounted.</exception>
    internal static RawArguments Read()
    {
        var fd = NativeCallException.ThrowIfFailed(
            Libc.Open("/proc/self/cmdline", Libc.CloseOnExec, 0), "opening /proc/self/cmdline");
        var capacity = FirstReadBytes;
        var text = (byte*)NativeMemory.Alloc((nuint)capacity);
        var length = 0;
        while (true)
        {
            var count = (int)Libc.Read(fd, text + length, (nuint)(capacity - length));
            if (count < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
            {
                continue;
            }

            if (NativeCallException.ThrowIfFailed(count, "reading /proc/self/cmdline") == 0)
            {
                break;
            }

            length += count;
            if (length == capacity)
            {
                capacity *= 2;
                text = (byte*)NativeMemory.Realloc(text, (nuint)capacity);
            }
        }

        _ = Libc.Close(fd);
        return Split(text, length);
    }

    private static RawArguments Split(byte* text, int length)
    {
        var total = new ReadOnlySpan<byte>(text, length).Count((byte)0);
        var values = (byte**)NativeMemory.AllocZeroed((nuint)(total + 1), (nuint)sizeof(byte*));
        var index = 0;
        for (var start = 0; index < total; index++)
        {
            values[index] = text + start;
            start += new ReadOnlySpan<byte>(text + start, length - start).IndexOf((byte)0) + 1;
        }

        return new RawArguments(values, total);
    }
}
