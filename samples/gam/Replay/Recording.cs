using System.Text.Json;

namespace StandInGam.Replay;

/// <summary>One read of a recording: when, from which stream, what.</summary>
internal sealed record RecordedRead(double Milliseconds, bool Error, byte[] Bytes);

/// <summary>A recording of the real GAM: one JSON object a line; first how it was started, then the reads, last how it ended.</summary>
internal sealed record Recording(IReadOnlyList<RecordedRead> Reads, int? ExitCode, int? Signal, double EndMilliseconds)
{
    /// <summary>Where recordings are: <c>GAM_STANDIN_RECORDINGS</c>, or <c>recordings</c> beside the program.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("GAM_STANDIN_RECORDINGS") is { Length: > 0 } set
        ? set
        : Path.Combine(AppContext.BaseDirectory, "recordings");

    public static IEnumerable<string> Names => System.IO.Directory.Exists(Folder)
        ? System.IO.Directory.EnumerateFiles(Folder, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)
        : [];

    public static Recording Load(string name)
    {
        List<RecordedRead> reads = [];
        var (exit, signal, end) = ((int?)null, (int?)null, 0.0);
        foreach (var line in File.ReadLines(Path.Combine(Folder, name + ".jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.TryGetProperty("base64", out var bytes))
            {
                reads.Add(new RecordedRead(root.GetProperty("ms").GetDouble(), root.GetProperty("stream").GetString() == "stderr", bytes.GetBytesFromBase64()));
            }
            else if (root.TryGetProperty("ms", out var ms))
            {
                end = ms.GetDouble();
                exit = root.TryGetProperty("exit", out var code) ? code.GetInt32() : null;
                signal = root.TryGetProperty("signal", out var number) ? number.GetInt32() : null;
            }
        }

        return new Recording(reads, exit, signal, end);
    }
}
