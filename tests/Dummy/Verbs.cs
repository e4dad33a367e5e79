namespace Dummy;

/// <summary>What the program can do, by name.</summary>
internal static class Verbs
{
    private static readonly Dictionary<string, Func<string[], int>> All = new()
    {
        ["echo"] = Printing.Echo,
        ["args"] = Printing.Arguments,
        ["env"] = Printing.Variables,
        ["bytes"] = Printing.Bytes,
        ["flood"] = Printing.Flood,
        ["slow"] = Printing.Slow,
        ["both"] = Printing.Both,
        ["prompt"] = Input.Prompt,
        ["read-stdin"] = Input.ReadToEnd,
        ["fds"] = Looking.Descriptors,
        ["print-isatty"] = Looking.Terminals,
        ["status"] = Looking.Status,
        ["exit"] = Ending.Exit,
        ["kill-self"] = Ending.KillSelf,
        ["sleep"] = Ending.Sleep,
        ["ignore-signals"] = Ending.IgnoreSignals,
        ["daemon"] = Families.Daemon,
        ["workers"] = Families.Workers,
        ["worker"] = Families.Worker,
        ["allocate"] = Resources.Allocate,
        ["fill"] = Resources.Fill,
    };

    /// <summary>The verb of that name, or null.</summary>
    public static Func<string[], int>? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>Lists the verbs.</summary>
    public static int Usage()
    {
        Console.Error.WriteLine($"usage: dummy {string.Join(" | ", All.Keys.Order())}");
        return 2;
    }
}
