using System.Buffers.Text;
using System.Globalization;
using GamAgent.Runner.Processes;

namespace GamAgent.Runner.Guards;

/// <summary>
/// The memory of a session's processes, summed: what each has resident without the pages of files, so that programs and libraries that they share
/// aren't counted once for each.
/// </summary>
internal sealed class SessionMemory(SessionProcesses processes)
{
    // Looking for new processes costs more than looking at known ones.
    private const int LooksPerSearch = 3;

    private List<int> _known = [];
    private int _looks;

    /// <summary>The next look begins with a search.</summary>
    internal void Forget() => _looks = 0;

    /// <summary>Bytes in use now.</summary>
    internal long Read()
    {
        if (_looks++ % LooksPerSearch == 0)
        {
            _known = processes.FindDescendants();
        }

        long sum = 0;
        foreach (var pid in _known)
        {
            sum += ReadOne(pid);
        }

        return sum;
    }

    private static long ReadOne(int pid)
    {
        Span<byte> buffer = stackalloc byte[128];
        var text = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm"), buffer);
        return Skip(ref text, out _) && Skip(ref text, out var resident) && Skip(ref text, out var file)
            ? Math.Max(0, resident - file) * Environment.SystemPageSize
            : 0;
    }

    private static bool Skip(ref ReadOnlySpan<byte> text, out long value)
    {
        if (!Utf8Parser.TryParse(text, out value, out var length))
        {
            return false;
        }

        text = text[Math.Min(length + 1, text.Length)..];
        return true;
    }
}
