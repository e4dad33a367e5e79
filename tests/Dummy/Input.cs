namespace Dummy;

/// <summary>Verbs that read standard input.</summary>
internal static class Input
{
    /// <summary><c>prompt TEXT</c>: the text without a line end, then what was typed; at the end of input code 1, as GAM does.</summary>
    public static int Prompt(string[] args)
    {
        Console.Out.Write(args[0]);
        Console.Out.Flush();
        if (Console.In.ReadLine() is { } line)
        {
            Console.Out.WriteLine($"got {line}");
            return 0;
        }

        Console.Error.WriteLine("EOFError: EOF when reading a line");
        return 1;
    }

    /// <summary><c>read-stdin [SECONDS]</c>: counts the bytes to the end, waits, then says how many there were.</summary>
    public static int ReadToEnd(string[] args)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64 * 1024];
        long total = 0;
        while (input.Read(buffer) is var count and > 0)
        {
            total += count;
        }

        if (args.Length > 0)
        {
            Pause.ForSeconds(args[0]);
        }

        Console.Out.WriteLine($"read {total}");
        return 0;
    }
}
