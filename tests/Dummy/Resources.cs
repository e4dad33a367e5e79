using System.Globalization;
using System.Runtime.InteropServices;

namespace Dummy;

/// <summary>Verbs that use something up.</summary>
internal static class Resources
{
    private const int MegaByte = 1 << 20;

    /// <summary><c>allocate MEGABYTES SECONDS</c>: touches so much memory, one megabyte each millisecond, and waits.</summary>
    public static int Allocate(string[] args)
    {
        var count = int.Parse(args[0], CultureInfo.InvariantCulture);
        for (var i = 0; i < count; i++)
        {
            Keep();
            Pause.For(1);
        }

        Console.Out.WriteLine($"allocated {count}");
        Pause.ForSeconds(args[1]);
        return 0;
    }

    // Not of the managed heap, which in a container keeps itself below three quarters of the limit and aborts.
    private static unsafe void Keep() => new Span<byte>(NativeMemory.Alloc(MegaByte), MegaByte).Fill(1);

    /// <summary><c>fill FILE MEGABYTES</c>: writes a file that large.</summary>
    public static int Fill(string[] args)
    {
        using var file = File.Create(args[0]);
        var piece = new byte[MegaByte];
        for (var i = 0; i < int.Parse(args[1], CultureInfo.InvariantCulture); i++)
        {
            file.Write(piece);
            file.Flush(flushToDisk: false);
            Pause.For(2);
        }

        Console.Out.WriteLine("filled");
        return 0;
    }
}
