using System.Text;
using StandInGam.Directory;
using StandInGam.Running;

namespace StandInGam.Commands;

/// <summary><c>print …</c>: progress on standard error page by page, then after the silence all rows at once.</summary>
internal static class PrintCommands
{
    private const int NoEntities = 60;

    private static readonly Dictionary<string, (string Header, Func<Person, string> Value)> Fields = new()
    {
        ["firstname"] = ("name.givenName", person => person.First),
        ["lastname"] = ("name.familyName", person => person.Last),
        ["fullname"] = ("name.fullName", person => $"{person.First} {person.Last}"),
        ["suspended"] = ("suspended", person => person.Suspended ? "True" : "False"),
        ["ou"] = ("orgUnitPath", _ => "/"),
    };

    public static readonly Command[] All =
    [
        new("print users", "[query Q] [maxresults N] [rows N] [warnifnodata] [FIELD…]", "users as CSV: FIELD is firstname, lastname, fullname, suspended or ou; rows makes the domain bigger", Users),
        new("print groups", "[name] [directmemberscount]", "groups as CSV", Groups),
        new("print orgs", "", "organizational units as CSV, unpaged", Orgs),
    ];

    private static async Task<int> Users(GamRun run, CommandLine line)
    {
        var (query, page, rows, warn) = ((string?)null, 50, run.Config.Rows, false);
        List<(string Header, Func<Person, string> Value)> fields = [("primaryEmail", person => person.Email)];
        while (line.Peek() is { } word)
        {
            if (line.TryTake("query"))
            {
                query = line.Next("QueryUser");
            }
            else if (line.TryTake("maxresults"))
            {
                page = line.NextNumber("Integer>=1", 1);
            }
            else if (line.TryTake("rows"))
            {
                rows = line.NextNumber("Integer>=0");
            }
            else if (line.TryTake("warnifnodata"))
            {
                warn = true;
            }
            else if (Fields.TryGetValue(CommandLine.Keyword(word), out var field))
            {
                line.Skip(1);
                fields.Add(field);
            }
            else
            {
                throw new UsageException(line.Position, "Invalid argument");
            }
        }

        run.RequireCredentials();
        var matching = query is null ? "" : $" that match query (query=\"{query}\")";
        var people = query?.Contains("nobody", StringComparison.OrdinalIgnoreCase) == true ? [] : People.First(rows);
        await Get(run, "Users", matching, page, [.. people.Select(person => person.Email)]);
        if (people.Count == 0 && warn)
        {
            return NoEntities;
        }

        WriteCsv(run, people.Select(person => fields.Select(field => field.Value(person))), fields.Select(field => field.Header));
        return 0;
    }

    private static async Task<int> Groups(GamRun run, CommandLine line)
    {
        var name = line.TryTake("name");
        var count = line.TryTake("directmemberscount");
        line.End();
        run.RequireCredentials();
        string[] groups = [.. Enumerable.Range(0, 6).Select(i => $"group{i}@{People.Domain}")];
        await Get(run, "Groups", "", 200, groups);
        string?[] headers = ["email", name ? "name" : null, count ? "directMembersCount" : null];
        WriteCsv(
            run,
            groups.Select((group, i) => new[] { group, name ? $"Group {i}" : null, count ? "5" : null }.OfType<string>()),
            headers.OfType<string>());
        return 0;
    }

    private static async Task<int> Orgs(GamRun run, CommandLine line)
    {
        line.End();
        run.RequireCredentials();
        run.Err.Write("Getting all Organizational Units, may take some time on a large Google Workspace Account...\n");
        await run.Pause(200);
        run.Err.Write("Got 2 Organizational Units\n");
        WriteCsv(run, [["/Staff", "id:03ph8a2z0", "Staff"], ["/Students", "id:03ph8a2z1", "Students"]], ["orgUnitPath", "orgUnitId", "name"]);
        return 0;
    }

    private static async Task Get(GamRun run, string what, string matching, int page, string[] names)
    {
        if (run.Config.ShowGettings)
        {
            run.Err.Write($"Getting all {what}{matching}, may take some time on a large Google Workspace Account...\n");
        }

        var width = 0;
        for (var done = 0; done < names.Length || width == 0; done += page)
        {
            await run.Pause(400);
            var upTo = Math.Min(done + page, names.Length);
            var text = $"Got {upTo} {what}: {names.ElementAtOrDefault(done)} - {(upTo > 0 ? names[upTo - 1] : "")}";
            if (run.Config.ShowGettings)
            {
                // Each page begins with a carriage return and covers the one before with spaces.
                run.Err.Write(run.Config.GettingsWithNewline ? text + "\n" : "\r" + text.PadRight(width));
                run.Err.Flush();
            }

            width = Math.Max(width, text.Length);
        }

        if (run.Config.ShowGettings && !run.Config.GettingsWithNewline)
        {
            run.Err.Write("\r\n");
        }
    }

    private static void WriteCsv(GamRun run, IEnumerable<IEnumerable<string>> rows, IEnumerable<string> headers)
    {
        var text = new StringBuilder().AppendJoin(',', headers).Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(value => value.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value)).Append('\n');
        }

        if (run.CsvFile is { } file)
        {
            File.WriteAllText(file, text.ToString());
        }
        else
        {
            run.Out.Write(text.ToString());
        }
    }
}
