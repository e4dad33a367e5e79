using System.Globalization;
using System.Text;
using StandInGam.Running;
using StandInGam.Streams;

namespace StandInGam.Habits;

/// <summary>Slow, huge, silent and strange output on demand.</summary>
internal static class OutputHabits
{
    private const int LineBytes = 64;

    public static readonly Command[] All =
    [
        new("slow", "LINES [MILLISECONDS] [stderr]", "a numbered line every so often (default 200)", Slow),
        new("flood", "BYTES [stderr]", "that many bytes of numbered 64-byte lines, as fast as they go; the last may be cut", Flood),
        new("silence", "SECONDS", "nothing for that long, then one line", Silence),
        new("backoff", "[TRIES] [givesup]", "an API limit: back-off lines on standard error, then a result or, with givesup, code 9", BackOff),
        new("unicode", "", "é, ✓ and 𝄞 on both streams, and bytes that are not UTF-8", Unicode),
        new("echo", "[ARGUMENT…]", "each argument on a line of its own, as it arrived", Echo),
        new("environment", "[NAME]", "its environment, sorted, or the value of one variable", ShowEnvironment),
    ];

    private static async Task<int> Slow(GamRun run, CommandLine line)
    {
        var lines = line.NextNumber("Integer>=0");
        var pause = line.AtEnd || CommandLine.Keyword(line.Peek()!) == "stderr" ? 200 : line.NextNumber("Integer>=0");
        var to = line.TryTake("stderr") ? run.Err : run.Out;
        line.End();
        for (var i = 1; i <= lines; i++)
        {
            to.WriteLine($"line {i} of {lines}");
            await run.Pause(pause);
        }

        return 0;
    }

    private static Task<int> Flood(GamRun run, CommandLine line)
    {
        if (!long.TryParse(line.Next("Integer>=0"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
        {
            throw new UsageException(line.Position - 1, "Invalid argument: Expected <Integer>=0>");
        }

        var to = line.TryTake("stderr") ? run.Err : run.Out;
        line.End();
        var block = new StringBuilder();
        for (long number = 1; bytes > 0;)
        {
            block.Clear();
            while (block.Length < 1024 * LineBytes && block.Length < bytes)
            {
                block.Append(number++.ToString("D12", CultureInfo.InvariantCulture)).Append(' ', 1).Append('x', LineBytes - 14).Append('\n');
            }

            var length = (int)Math.Min(block.Length, bytes);
            to.Write(block.ToString(0, length));
            bytes -= length;
        }

        return Task.FromResult(0);
    }

    private static async Task<int> Silence(GamRun run, CommandLine line)
    {
        var seconds = line.NextNumber("Integer>=0");
        line.End();
        await run.Pause(seconds * 1000.0);
        run.Out.WriteLine("done");
        return 0;
    }

    private static async Task<int> BackOff(GamRun run, CommandLine line)
    {
        var tries = line.AtEnd || CommandLine.Keyword(line.Peek()!) == "givesup" ? 5 : line.NextNumber("Integer>=1", 1);
        var givesUp = line.TryTake("givesup");
        line.End();
        run.Err.Write("Getting all Users, may take some time on a large Google Workspace Account...\n");
        for (var attempt = 1; attempt <= tries; attempt++)
        {
            var seconds = Math.Min(1 << attempt, 60);
            if (attempt > 3)
            {
                // The first three are silent in the real one too.
                run.Err.Write($"Temporary error: quotaExceeded - Request rate higher than configured., Backing off: {seconds} seconds, Retry: {attempt}/{run.Config.TriesLimit}\n");
                run.Err.Flush();
            }

            await run.Pause(seconds * 1000.0);
        }

        if (givesUp)
        {
            throw GamEndException.Error(9, "429: quotaExceeded - Request rate higher than configured.");
        }

        run.Err.Write("\rGot 2 Users: ada.abbott0000@example.com - alan.ivanov0001@example.com\r\n");
        run.Out.Write("primaryEmail\nada.abbott0000@example.com\nalan.ivanov0001@example.com\n");
        return 0;
    }

    private static Task<int> Unicode(GamRun run, CommandLine line)
    {
        line.End();
        foreach (GamStream stream in (GamStream[])[run.Out, run.Err])
        {
            stream.Write("é ✓ 𝄞\n");
            stream.WriteRaw([0xC3, 0x28, (byte)'\n']);
        }

        return Task.FromResult(0);
    }

    private static Task<int> Echo(GamRun run, CommandLine line)
    {
        foreach (var argument in line.Rest())
        {
            run.Out.WriteLine(argument);
        }

        return Task.FromResult(0);
    }

    private static Task<int> ShowEnvironment(GamRun run, CommandLine line)
    {
        if (!line.AtEnd)
        {
            var value = Environment.GetEnvironmentVariable(line.Next("String"));
            line.End();
            run.Out.Write(value is null ? "" : value + "\n");
            return Task.FromResult(value is null ? 55 : 0);
        }

        foreach (var entry in Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().OrderBy(e => (string)e.Key, StringComparer.Ordinal))
        {
            run.Out.WriteLine($"{entry.Key}={entry.Value}");
        }

        return Task.FromResult(0);
    }
}
