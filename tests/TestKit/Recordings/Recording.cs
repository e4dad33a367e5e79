using System.Text.Json;
using GamAgent.Protocol;

namespace TestKit;

/// <summary>One read of a recording.</summary>
/// <param name="At">When, from the start of the program.</param>
/// <param name="Stream">From which stream.</param>
/// <param name="Bytes">What was read.</param>
public sealed record RecordedRead(TimeSpan At, OutputStream Stream, byte[] Bytes);

/// <summary>A recording of the real GAM, from <c>tests/Recordings/gam-streams</c>.</summary>
public sealed record Recording
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The command line, <c>gam</c> first.</summary>
    public required IReadOnlyList<string> Args { get; init; }

    /// <summary>The reads of both streams in their order.</summary>
    public required IReadOnlyList<RecordedRead> Reads { get; init; }

    /// <summary>The exit code; null when a signal ended it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it, by number.</summary>
    public int? Signal { get; init; }

    /// <summary>When the main process ended; later reads came from those that it left behind.</summary>
    public required TimeSpan EndedAt { get; init; }

    /// <summary>The folder of all recordings.</summary>
    public static string Folder { get; } = RepositoryRoot.Combine("tests", "Recordings", "gam-streams");

    /// <summary>The names of all recordings.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.jsonl")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>Everything that one stream said.</summary>
    public byte[] Bytes(OutputStream stream) => [.. Reads.Where(read => read.Stream == stream).SelectMany(read => read.Bytes)];

    /// <summary>Reads one.</summary>
    public static Recording Load(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name + ".jsonl")).Where(line => line.Length > 0).Select(line => JsonElement.Parse(line)).ToArray();
        var end = lines[^1];
        return new Recording
        {
            Name = name,
            Args = [.. lines[0].At("args").EnumerateArray().Select(arg => arg.GetString()!)],
            Reads = [.. lines.Where(line => line.TryAt("base64") is not null).Select(Read)],
            ExitCode = end.TryAt("exit")?.GetInt32(),
            Signal = end.TryAt("signal")?.GetInt32(),
            EndedAt = TimeSpan.FromMilliseconds(end.At("ms").GetDouble()),
        };
    }

    private static RecordedRead Read(JsonElement line) => new(
        TimeSpan.FromMilliseconds(line.At("ms").GetDouble()),
        line.Text("stream") == "stderr" ? OutputStream.Stderr : OutputStream.Stdout,
        line.At("base64").GetBytesFromBase64());
}
