using System.Globalization;

namespace Dummy;

/// <summary>Verbs that use something up.</summary>
internal static class Resources
{
    private const int MegaByte = 1 << 20;

    /// <summary><c>allocate MEGABYTES SECONDS</c>: touches so much memory, one megabyte each millisecond, and waits.</summary>
    public static int Allocate(string[] args)
    {
        var kept = new List<byte[]>();
        for (var i = 0; i < int.Parse(args[0], CultureInfo.InvariantCulture); i++)
        {
            var piece = new byte[MegaByte];
            Array.Fill(piece, (byte)1);
            kept.Add(piece);
            Pause.For(1);
        }

        Console.Out.WriteLine($"allocated {kept.Count}");
        Pause.ForSeconds(args[1]);
        return 0;
    }

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
