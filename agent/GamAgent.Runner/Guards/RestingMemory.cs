using System.Globalization;
using System.Runtime.CompilerServices;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Guards;

/// <summary>
/// Gives back what a runner that rests does not need: a session is idle most of its life, and there are many of them. What commands left in the heap
/// goes; so do the pages of the program's own file, which the kernel keeps for all runners together and maps again where they are touched.
/// </summary>
internal static class RestingMemory
{
    private const int DontNeed = 4;

    // What the kernel adds to the name of a file that another has taken the place of.
    private const string Replaced = " (deleted)";

    /// <summary>Does it, once.</summary>
    internal static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!RuntimeFeature.IsDynamicCodeSupported && Environment.ProcessPath is { } program)
        {
            Unmap(program);
        }
    }

    // Only what is exactly as it is in the file may be dropped: mappings without the right to write, and without a page of our own.
    private static void Unmap(string program)
    {
        (ulong Start, ulong End)? range = null;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if ((line.EndsWith(program, StringComparison.Ordinal) || line.EndsWith(program + Replaced, StringComparison.Ordinal)) && line.Split(' ') is [var addresses, ['r', '-', _, 'p'], ..])
            {
                var ends = addresses.Split('-');
                range = (ulong.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), ulong.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (range is var (start, end) && line.EndsWith(" 0 kB", StringComparison.Ordinal))
                {
                    // A kernel that won't leaves everything as it was.
                    _ = Libc.Advise((nint)start, (nuint)(end - start), DontNeed);
                }

                range = null;
            }
        }
    }
}
