using System.Runtime.InteropServices;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Processes;

/// <summary>Reads the small files of /proc without the layers that a file of unknown length costs in the class library.</summary>
internal static unsafe class ProcFile
{
    /// <summary>Reads a file from its beginning.</summary>
    /// <returns>The bytes, at most as many as the buffer takes; none when the process has gone or may not be looked at.</returns>
    internal static ReadOnlySpan<byte> Read(string path, Span<byte> buffer)
    {
        var fd = Libc.Open(path, Libc.CloseOnExec, 0);
        if (fd < 0)
        {
            return [];
        }

        var length = 0;
        fixed (byte* first = buffer)
        {
            while (length < buffer.Length)
            {
                var count = (int)Libc.Read(fd, first + length, (nuint)(buffer.Length - length));
                if (count < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
                {
                    continue;
                }

                if (count <= 0)
                {
                    break;
                }

                length += count;
            }
        }

        _ = Libc.Close(fd);
        return buffer[..length];
    }
}
