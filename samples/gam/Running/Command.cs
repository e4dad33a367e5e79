namespace StandInGam.Running;

/// <summary>One command: the words it begins with, what <c>gam help</c> says, and what it does.</summary>
internal sealed record Command(string Words, string Arguments, string Help, Func<GamRun, CommandLine, Task<int>> Run)
{
    public string[] Keywords { get; } = [.. Words.Split(' ').Select(CommandLine.Keyword)];
}
