using System.Buffers.Text;
using System.Globalization;

namespace GamAgent.Runner.Processes;

/// <summary>Reads the list of all processes.</summary>
internal static class ProcessTable
{
    // pid, name (at most 64 bytes with its parentheses), state and parent all stand well before this.
    private const int StatBytes = 512;

    /// <summary>Every process that can be seen, at about this moment.</summary>
    internal static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>(64);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(folder.AsSpan());
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && TryRead(pid) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>One process, or null when there is none of that id.</summary>
    internal static ProcessEntry? TryRead(int pid)
    {
        Span<byte> buffer = stackalloc byte[StatBytes];
        var stat = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), buffer);

        // The name may hold anything, a closing parenthesis included: the last one ends it.
        var rest = stat[(stat.LastIndexOf((byte)')') + 1)..];
        if (rest.Length < 4 || !Utf8Parser.TryParse(rest[3..], out int parent, out _))
        {
            return null;
        }

        return new ProcessEntry(pid, parent, (char)rest[1]);
    }
}
