using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Bench.Report;

/// <summary>Collects the rows and writes the document.</summary>
/// <param name="made">How the document is made, as a sentence.</param>
internal sealed class ResultTable(string made)
{
    private readonly List<(string Title, string Note, List<Row> Rows)> _sections = [];

    /// <summary>A section, with a sentence on how it was measured.</summary>
    public void Section(string title, string note)
    {
        _sections.Add((title, note, []));
        Console.Out.WriteLine($"\n{title}");
    }

    /// <summary>A figure that only informs.</summary>
    public void Tell(string what, string figure) => Add(new Row(what, figure));

    /// <summary>A figure with a limit.</summary>
    public void Judge(string what, string figure, string limit, bool met) => Add(new Row(what, figure, limit, met));

    /// <summary>Writes the document.</summary>
    public async Task WriteAsync(string path)
    {
        var text = new StringBuilder()
            .AppendLine("# Results").AppendLine()
            .AppendLine(made)
            .AppendLine("Both agent programs are the native ones that pods run. Ratios come from interleaved runs of one and the same start of the bench, and are ratios of medians;")
            .AppendLine("absolute figures move with the machine.").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Machine: {Processor()}, {Environment.ProcessorCount} cores, {Gigabytes()} GB, Linux {Environment.OSVersion.Version}, .NET {Environment.Version}, {RuntimeInformation.OSArchitecture}.")
            .AppendLine(CultureInfo.InvariantCulture, $"Date: {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. Load when it began: {_load}.").AppendLine();
        foreach (var (title, note, rows) in _sections)
        {
            text.AppendLine($"## {title}").AppendLine().AppendLine(note).AppendLine()
                .AppendLine("| what | figure | limit | met |").AppendLine("|---|---|---|---|");
            foreach (var row in rows)
            {
                text.AppendLine($"| {row.What} | {row.Figure} | {row.Limit} | {(row.Met is { } met ? met ? "yes" : "**no**" : "")} |");
            }

            text.AppendLine();
        }

        await File.WriteAllTextAsync(path, text.ToString().TrimEnd('\n') + "\n");
        var missed = _sections.SelectMany(s => s.Rows).Count(r => r.Met is false);
        Console.Out.WriteLine($"\n{missed} limits missed; written to {path}");
    }

    private readonly string _load = File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private void Add(Row row)
    {
        _sections[^1].Rows.Add(row);
        Console.Out.WriteLine($"  {row.What}: {row.Figure}{(row.Limit.Length > 0 ? $" (limit {row.Limit}: {(row.Met is true ? "met" : "MISSED")})" : "")}");
    }

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";

    private static string Gigabytes() => (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9).ToString("0", CultureInfo.InvariantCulture);
}
