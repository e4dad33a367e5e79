using System.Text;
using StandInGam.Running;
using StandInGam.Streams;

namespace StandInGam.Bulk;

/// <summary>Commands that run other commands.</summary>
internal static class BulkCommands
{
    private const int NoData = 60;

    public static readonly Command[] All =
    [
        new("csv", "FILE|- [warnifnodata] gam COMMAND…", "the command once for each row, in workers; ~name and ~~name~~ stand for columns; 0 although rows failed", Csv),
        new("batch", "FILE|-", "the lines of a file (gam …, commit-batch, print …, sleep N, # …), in workers; 2 and nothing run when a line is bad", (run, line) => Batch(run, line, threads: false)),
        new("tbatch", "FILE|-", "the same with threads", (run, line) => Batch(run, line, threads: true)),
        new("loop", "FILE|- gam COMMAND…", "the command once for each row, one after the other", Loop),
    ];

    private static async Task<int> Csv(GamRun run, CommandLine line)
    {
        var (file, commands, warn) = ReadRows(line);
        if (commands.Count == 0)
        {
            return warn ? throw new GamEndException(NoData, $"\nWARNING: Unable to read File: {file}, No CSV file data found\n") : 0;
        }

        return await new BulkRun(run, commands.Count, threads: false).Run([.. commands.Select(words => new BulkStep(StepKind.Command, words))]);
    }

    private static async Task<int> Loop(GamRun run, CommandLine line)
    {
        var (_, commands, _) = ReadRows(line);
        var code = 0;
        for (var i = 0; i < commands.Count; i++)
        {
            var shown = "gam " + string.Join(' ', commands[i].Select(CommandLine.Show));
            if (run.Config.ShowCommands)
            {
                BulkRun.Say(run, $"{i + 1}/{commands.Count},Start,0,{shown}");
            }

            code = await run.Execute(commands[i]);
            if (run.Config.ShowCommands)
            {
                BulkRun.Say(run, $"{i + 1}/{commands.Count},End,{code},{shown}");
            }
        }

        return 0;
    }

    private static async Task<int> Batch(GamRun run, CommandLine line, bool threads)
    {
        var file = line.Next("FileName");
        line.End();
        List<BulkStep> steps = [];
        var errors = 0;
        foreach (var text in Read(file).Split('\n').Select(text => text.Trim()).Where(text => text.Length > 0 && text[0] != '#'))
        {
            if (BatchLine.Split(text) is not { } words)
            {
                run.Err.Write($"Command: >>>{text}<<<\nERROR: No closing quotation\n");
                errors++;
            }
            else if (Step(words) is { } step)
            {
                steps.Add(step);
            }
            else
            {
                run.Err.Write($"Command: >>>{words[0]}<<< {string.Join(' ', words.Skip(1).Select(CommandLine.Show))}\n" +
                    "ERROR: Invalid argument: Expected <commit-batch|gam|print|sleep>\n");
                errors++;
            }
        }

        if (errors > 0)
        {
            throw new GamEndException(2, $"ERROR: batch file: {Path.GetFullPath(file)}, not processed, {errors} error{(errors == 1 ? "" : "s")}\n");
        }

        var total = steps.Count(step => step.Kind == StepKind.Command);
        return total == 0 ? 0 : await new BulkRun(run, total, threads).Run(steps);
    }

    private static BulkStep? Step(IReadOnlyList<string> words) => words[0].ToLowerInvariant() switch
    {
        "gam" => new BulkStep(StepKind.Command, [.. words.Skip(1)]),
        "print" => new BulkStep(StepKind.Print, [.. words.Skip(1)]),
        "commit-batch" => new BulkStep(StepKind.Commit, [.. words.Skip(1)]),
        "sleep" when words.Count == 2 => new BulkStep(StepKind.Sleep, [words[1]]),
        _ => null,
    };

    private static (string File, IReadOnlyList<IReadOnlyList<string>> Commands, bool Warn) ReadRows(CommandLine line)
    {
        var file = line.Next("FileName");
        var warn = line.TryTake("warnifnodata");
        if (!line.TryTake("gam"))
        {
            throw new UsageException(line.Position, line.AtEnd ? "Missing argument: Expected <gam>" : $"Invalid choice ({line.Peek()}): Expected <gam>");
        }

        var first = line.Position;
        var template = line.Rest();
        var rows = CsvText.Parse(Read(file));
        if (rows.Count == 0)
        {
            return (file, [], warn);
        }

        for (var i = 0; i < template.Count; i++)
        {
            if (template[i] is ['~', not '~', ..] && !rows[0].Contains(template[i][1..]))
            {
                throw new UsageException(first + i, $"Header \"{template[i][1..]}\" not found in CSV headers of \"{string.Join(',', rows[0])}\".");
            }
        }

        return (file, [.. rows.Skip(1).Select(row => Substitute(template, rows[0], row))], warn);
    }

    private static IReadOnlyList<string> Substitute(IReadOnlyList<string> template, string[] headers, string[] row) =>
    [
        .. template.Select(word =>
        {
            if (word is ['~', not '~', ..])
            {
                return row.ElementAtOrDefault(Array.IndexOf(headers, word[1..])) ?? "";
            }

            for (var i = 0; i < headers.Length; i++)
            {
                word = word.Replace($"~~{headers[i]}~~", row.ElementAtOrDefault(i) ?? "", StringComparison.Ordinal);
            }

            return word;
        }),
    ];

    private static string Read(string file)
    {
        if (file == "-")
        {
            List<byte> bytes = [];
            while (Native.ReadInput() is { } one)
            {
                bytes.Add(one);
            }

            return Encoding.UTF8.GetString([.. bytes]);
        }

        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failed) when (failed is FileNotFoundException or DirectoryNotFoundException)
        {
            var path = Path.GetFullPath(file);
            throw GamEndException.Error(6, $"Unable to read File: {path}, [Errno 2] No such file or directory: '{path}'");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw GamEndException.Error(6, $"Unable to read File: {Path.GetFullPath(file)}, {failed.Message}");
        }
    }
}
