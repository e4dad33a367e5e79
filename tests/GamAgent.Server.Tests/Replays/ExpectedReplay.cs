using TestKit;

namespace GamAgent.Server.Tests.Replays;

/// <summary>One line of <c>recordings.table</c>.</summary>
internal sealed record ExpectedReplay(string Name, string End, string Reason, string Class, string Progress, string FailedRows, string Conditions)
{
    private static readonly string TablePath = RepositoryRoot.Combine("tests", "GamAgent.Server.Tests", "Replays", "recordings.table");

    /// <summary>The whole table by name.</summary>
    public static IReadOnlyDictionary<string, ExpectedReplay> Table { get; } = File.ReadLines(TablePath)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(" | "))
        .Select(cells => new ExpectedReplay(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]))
        .ToDictionary(row => row.Name);
}
