using System.Collections;
using System.Globalization;

namespace Dummy;

/// <summary>Verbs that print.</summary>
internal static class Printing
{
    /// <summary><c>echo TEXT…</c>: the words with blanks between, and a line end.</summary>
    public static int Echo(string[] args)
    {
        Console.Out.WriteLine(string.Join(' ', args));
        return 0;
    }

    /// <summary><c>args …</c>: each argument on a line of its own, in brackets, as the kernel has it.</summary>
    public static int Arguments(string[] args)
    {
        using var output = Console.OpenStandardOutput();
        var raw = File.ReadAllBytes("/proc/self/cmdline");
        foreach (var argument in Split(raw).TakeLast(args.Length))
        {
            output.Write("["u8);
            output.Write(argument);
            output.Write("]\n"u8);
        }

        return 0;
    }

    /// <summary><c>env</c>: the environment, sorted.</summary>
    public static int Variables(string[] args)
    {
        foreach (var entry in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().OrderBy(e => (string)e.Key, StringComparer.Ordinal))
        {
            Console.Out.WriteLine($"{entry.Key}={entry.Value}");
        }

        return 0;
    }

    /// <summary><c>bytes HEX</c>: exactly these bytes.</summary>
    public static int Bytes(string[] args)
    {
        using var output = Console.OpenStandardOutput();
        output.Write(Convert.FromHexString(args[0]));
        return 0;
    }

    /// <summary><c>flood BYTES [stderr]</c>: so many bytes, lines of 80 with their number.</summary>
    public static int Flood(string[] args)
    {
        using var output = args.Length > 1 ? Console.OpenStandardError() : Console.OpenStandardOutput();
        var left = long.Parse(args[0], CultureInfo.InvariantCulture);
        var block = new byte[64 * 1024];
        for (long line = 0; left > 0;)
        {
            var filled = 0;
            while (filled + 80 <= block.Length)
            {
                var text = line++.ToString(CultureInfo.InvariantCulture).PadRight(79, '.');
                System.Text.Encoding.ASCII.GetBytes(text, block.AsSpan(filled));
                block[filled + 79] = (byte)'\n';
                filled += 80;
            }

            var count = (int)Math.Min(left, filled);
            output.Write(block, 0, count);
            left -= count;
        }

        return 0;
    }

    /// <summary><c>slow COUNT MILLISECONDS</c>: numbers, one a line, so far apart.</summary>
    public static int Slow(string[] args)
    {
        var count = int.Parse(args[0], CultureInfo.InvariantCulture);
        for (var i = 1; i <= count; i++)
        {
            Console.Out.WriteLine(i);
            Pause.For(int.Parse(args[1], CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary><c>both OUT ERR</c>: one text on each stream.</summary>
    public static int Both(string[] args)
    {
        Console.Out.Write(args[0]);
        Console.Error.Write(args[1]);
        return 0;
    }

    private static IEnumerable<byte[]> Split(byte[] raw)
    {
        for (var start = 0; start < raw.Length;)
        {
            var end = Array.IndexOf(raw, (byte)0, start);
            yield return raw[start..end];
            start = end + 1;
        }
    }
}
