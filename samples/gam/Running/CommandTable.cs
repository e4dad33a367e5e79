using StandInGam.Bulk;
using StandInGam.Commands;
using StandInGam.Habits;
using StandInGam.Replay;

namespace StandInGam.Running;

/// <summary>All commands, in the order in which <c>gam help</c> lists them.</summary>
internal static class CommandTable
{
    public static readonly Command[] All =
    [
        .. GeneralCommands.All, .. InfoCommands.All, .. PrintCommands.All, .. UserCommands.All, .. OauthCommands.All,
        .. BulkCommands.All, .. OutputHabits.All, .. ProcessHabits.All, .. OtherHabits.All, .. ReplayCommand.All,
    ];

    /// <summary>The command that the line begins with; the line stands behind its words afterwards.</summary>
    public static Command Find(CommandLine line)
    {
        var given = line.Args.Skip(line.Position).Take(3).Select(CommandLine.Keyword).ToArray();
        var best = All.Where(command => command.Keywords.AsSpan().SequenceEqual(given.AsSpan(0, Math.Min(given.Length, command.Keywords.Length))))
            .MaxBy(command => command.Keywords.Length);
        if (best is not null)
        {
            line.Skip(best.Keywords.Length);
            return best;
        }

        var first = All.Where(command => given is [var word, ..] && command.Keywords[0] == word).ToArray();
        var at = line.Position + (first.Length > 0 ? 1 : 0);
        var choices = string.Join('|', (first.Length > 0 ? first.Select(c => c.Keywords.ElementAtOrDefault(1)) : All.Select(c => c.Keywords[0]))
            .Where(word => word is not null).Distinct().Order(StringComparer.Ordinal));
        throw new UsageException(at, at < line.Args.Count
            ? $"Invalid choice ({line.Args[at]}): Expected <{choices}>"
            : $"Missing argument: Expected <{choices}>");
    }
}
