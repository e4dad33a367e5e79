using System.Globalization;
using System.Runtime.InteropServices;
using StandInGam.Running;

namespace StandInGam.Habits;

/// <summary>Prompts, memory and disk on demand.</summary>
internal static class OtherHabits
{
    private const int Block = 1024 * 1024;

    public static readonly Command[] All =
    [
        new("ask", "[QUESTION]", "a prompt with no newline on standard output; says how long the answer was", Ask),
        new("cat", "", "standard input to standard output, to its end", Cat),
        new("memory", "MEBIBYTES SECONDS", "takes that much memory and holds it", Memory),
        new("fill", "FILE MEBIBYTES", "writes a file of that size, a mebibyte at a time", Fill),
    ];

    private static Task<int> Ask(GamRun run, CommandLine line)
    {
        var question = line.AtEnd ? "Answer: " : line.Next("String");
        line.End();
        var answer = run.Ask(question, "readStdin");
        run.Out.WriteLine($"The answer has {answer.Length} characters");
        return Task.FromResult(0);
    }

    private static async Task<int> Cat(GamRun run, CommandLine line)
    {
        line.End();
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[64 * 1024];
        while (await input.ReadAsync(buffer) is var read and > 0)
        {
            run.Out.WriteRaw(buffer.AsSpan(0, read));
        }

        return 0;
    }

    private static async Task<int> Memory(GamRun run, CommandLine line)
    {
        var size = line.NextNumber("Integer>=1", 1);
        var seconds = line.NextNumber("Integer>=0");
        line.End();
        for (var i = 0; i < size; i++)
        {
            HoldBlock();
        }

        run.Out.WriteLine($"holding {size.ToString(CultureInfo.InvariantCulture)} MiB");
        await run.Pause(seconds * 1000.0);
        return 0;
    }

    // Not of the managed heap, which in a container keeps itself below three quarters of the limit and aborts: a Python program doesn't.
    private static unsafe void HoldBlock() => new Span<byte>(NativeMemory.Alloc(Block), Block).Fill(1);

    private static async Task<int> Fill(GamRun run, CommandLine line)
    {
        var name = line.Next("FileName");
        var size = line.NextNumber("Integer>=0");
        line.End();
        try
        {
            using var file = File.Create(name);
            var block = new byte[Block];
            for (var i = 0; i < size; i++)
            {
                file.Write(block);
                // Slow enough for whoever watches the disk.
                await run.Pause(2);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw GamEndException.Error(6, $"Unable to write File: {name}, {failed.Message}");
        }

        run.Out.WriteLine($"{name}: {size} MiB");
        return 0;
    }
}
